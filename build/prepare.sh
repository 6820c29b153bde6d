# Read by build.sh where the host is missing or older than its sources. Not a program of its own.

# say_missing WHAT COMMAND: prints the problem in the form of all problems, and ends.
say_missing() {
  printf 'error RCP1101: this machine lacks %s\n  remedy: %s\n' "$1" "$2" >&2
  exit 3
}

# is_allowed COMMAND: as root in a container, with RECIPES_INSTALL=yes, or after a yes on the terminal.
is_allowed() {
  case ${RECIPES_INSTALL:-} in yes) return 0 ;; no) return 1 ;; esac
  if [ "$(id -u)" = 0 ] && { [ -f /.dockerenv ] || [ -f /run/.containerenv ] || [ -n "${KUBERNETES_SERVICE_HOST:-}" ] ||
    grep -qsE 'docker|containerd|kubepods|lxc' /proc/1/cgroup; }; then return 0; fi
  if [ -t 0 ] && [ -t 2 ]; then
    printf 'Run "%s"? [y/N] ' "$1" >&2
    read -r answer && [ "$answer" = y ]
    return
  fi
  return 1
}

# install WHAT COMMAND: installs, or says how.
install() {
  as_root=''
  if [ "$(id -u)" != 0 ] && command -v sudo > /dev/null; then as_root='sudo '; fi
  if [ -z "$2" ]; then say_missing "$1" "install $1 with the package manager of this system"; fi
  if is_allowed "$as_root$2"; then
    echo "installing $1" >&2
    ${as_root}sh -c "$2" >&2 || say_missing "$1" "$as_root$2 (it failed; see above)"
  else
    say_missing "$1" "$as_root$2   (or set RECIPES_INSTALL=yes)"
  fi
}

# command_for APT DNF APK: the command of this system's package manager; empty where none is known.
command_for() {
  if command -v apt-get > /dev/null; then echo "apt-get update -q && apt-get install -q -y $1"
  elif command -v dnf > /dev/null; then echo "dnf install -y $2"
  elif command -v apk > /dev/null; then echo "apk add $3"
  fi
}

has_sdk() { command -v dotnet > /dev/null && dotnet --list-sdks 2> /dev/null | grep -qE '^([1-9][0-9])\.'; }

# Without ICU, .NET starts only in a mode that leaves Chinese and full-width text unnormalized.
has_icu() {
  for folder in /usr/lib /usr/lib64 /lib /lib64 /usr/local/lib /usr/lib/*-linux-gnu* "${LD_LIBRARY_PATH:-/nonexistent}"; do
    for file in "$folder"/libicuuc.so.*; do
      if [ -e "$file" ]; then return 0; fi
    done
  done
  [ "$(uname -s)" = Darwin ]
}

has_icu || install 'libicu' "$(command_for "'^libicu[0-9]+\$'" libicu 'icu-libs icu-data-full')"
has_sdk || install 'the .NET SDK 10' "$(command_for dotnet-sdk-10.0 dotnet-sdk-10.0 dotnet10-sdk)"

mkdir -p "$root/artifacts"
exec 9> "$root/artifacts/host.lock"
if command -v flock > /dev/null; then flock 9; fi
if ! is_fresh; then
  previous=${host#"$root/"}
  folder=artifacts/host.$(date +%s).$$
  echo "building the host (only after a change of the sources)" >&2
  echo "$folder/build.dll" > "$stamp.new"
  dotnet publish "$root/build" -c Release -o "$root/$folder" -v:q -tl:off -nologo -nodeReuse:false >&2 || {
    rm -rf "${root:?}/$folder"
    exit 3
  }
  mv "$stamp.new" "$stamp"
  # A running build may still load from the previous host; older ones go where no process uses them.
  for old in "$root"/artifacts/host.*/; do
    old=${old%/}
    case ${old#"$root/"} in "$folder" | "${previous%/build.dll}") continue ;; esac
    grep -qsF "${old##*/}/build.dll" /proc/[0-9]*/cmdline || rm -rf "$old"
  done
  host=$root/$folder/build.dll
fi
exec 9>&-
