#!/usr/bin/env pwsh
# Builds the host where a source changed, then hands over to it: ./build.ps1 --target=Evaluate
# What build.sh does, for Windows and PowerShell; exit code 3: this machine lacks something.
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$stamp = Join-Path $root 'artifacts/host.stamp'

function Get-FreshHost {
    if (-not (Test-Path $stamp)) { return $null }
    $built = Join-Path $root (Get-Content $stamp -TotalCount 1)
    if (-not (Test-Path $built)) { return $null }
    $made = (Get-Item $stamp).LastWriteTimeUtc
    $folders = 'build', 'src' | ForEach-Object { Join-Path $root $_ }
    $files = 'Directory.*.*', 'global.json' | ForEach-Object { Join-Path $root $_ }
    $newer = @(Get-Item $folders) + @(Get-ChildItem $folders -Recurse) + @(Get-Item $files) |
        Where-Object { $_.LastWriteTimeUtc -gt $made } | Select-Object -First 1
    if ($newer) { $null } else { $built }
}

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue) -or -not (dotnet --list-sdks | Where-Object { $_ -match '^[1-9][0-9]\.' })) {
    [Console]::Error.WriteLine("error RCP1101: this machine lacks the .NET SDK 10`n  remedy: winget install Microsoft.DotNet.SDK.10")
    exit 3
}

$built = Get-FreshHost
if (-not $built) {
    New-Item -ItemType Directory -Force (Join-Path $root 'artifacts') | Out-Null
    $lock = $null
    while (-not $lock) {
        try { $lock = [IO.File]::Open((Join-Path $root 'artifacts/host.lock'), 'OpenOrCreate', 'ReadWrite', 'None') }
        catch [IO.IOException] { Start-Sleep -Milliseconds 200 }
    }
    try {
        $built = Get-FreshHost
        if (-not $built) {
            $folder = "artifacts/host.$([DateTimeOffset]::UtcNow.ToUnixTimeSeconds()).$PID"
            [Console]::Error.WriteLine('building the host (only after a change of the sources)')
            [IO.File]::WriteAllText("$stamp.new", "$folder/build.dll`n")
            dotnet publish (Join-Path $root 'build') -c Release -o (Join-Path $root $folder) -v:q -tl:off -nologo -nodeReuse:false |
                ForEach-Object { [Console]::Error.WriteLine($_) }
            if ($LASTEXITCODE -ne 0) { exit 3 }
            Move-Item -Force "$stamp.new" $stamp
            $built = Join-Path $root "$folder/build.dll"
        }
    }
    finally { $lock.Dispose() }
}

# libtorch reads these when it loads, and .NET cannot set them for it.
if (" $args " -match ' --numeric[= ]portable ') {
    $env:MKL_CBWR = 'AVX2,STRICT'
    $env:ATEN_CPU_CAPABILITY = 'avx2'
}

dotnet $built @args
exit $LASTEXITCODE
