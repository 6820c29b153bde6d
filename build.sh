#!/bin/sh
# Builds the host where a source changed, then hands over to it: ./build.sh --target=Evaluate
# Exit code 3: this machine lacks something. All others are the host's (./build.sh --help).
set -eu
case $0 in */*) root=${0%/*} ;; *) root=. ;; esac
stamp=$root/artifacts/host.stamp
host=

# The stamp is as old as the start of the build that made the host: what changed during it counts as newer.
# Folders are watched too, so that a deleted file counts.
is_fresh() {
  [ -f "$stamp" ] && read -r host < "$stamp" && host=$root/$host && [ -f "$host" ] &&
    [ -z "$(find "$root/build" "$root/src" "$root"/Directory.*.* "$root/global.json" "$root/build.sh" \
      -newer "$stamp" -print -quit)" ]
}

if ! command -v dotnet > /dev/null; then
  for folder in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
    if [ -x "$folder/dotnet" ]; then PATH=$PATH:$folder; export PATH; break; fi
  done
fi

if ! is_fresh || ! command -v dotnet > /dev/null; then
  . "$root/build/prepare.sh"
fi

# libtorch reads these when it loads, and .NET cannot set them for it.
case " $* " in
  *" --numeric=portable "* | *" --numeric portable "*)
    export MKL_CBWR=AVX2,STRICT ATEN_CPU_CAPABILITY=avx2 ;;
esac
exec dotnet "$host" "$@"
