#!/usr/bin/env bash
# Brings in the versions of Node that the package is to run on, for the tests that run it on each of them, and says of
# each whether it is there. Nothing is installed: binaries go into a folder of their own. It never fails for want of one:
# the tests name what is absent. A folder that is there stays as it is: remove it to have a newer version of its line.
#
# Arguments name other versions, as in 23 or 22.12.0.
set -euo pipefail

# The oldest one that package.json allows, and the newest of each line that is maintained.
versions=(20.19.0 20 22 24 26)
if [ "$#" -gt 0 ]; then versions=("$@"); fi

root="${ZBOOTKIT_NODES:-${XDG_CACHE_HOME:-$HOME/.cache}/zbootkit/nodes}"
package="node-$(node -p 'process.platform + "-" + process.arch')"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

fetch() {
  local version="$1" folder="$scratch/$1" archive
  mkdir "$folder" "$folder/unpacked"
  # A range such as 22 stands for its newest version. The headers and manuals beside the program are not needed.
  archive="$(npm pack --silent --pack-destination "$folder" "$package@$version" 2>/dev/null | tail -n 1)"
  [ -f "$folder/$archive" ] || return 0
  tar -xzf "$folder/$archive" -C "$folder/unpacked" --strip-components=1 package/bin/node package/LICENSE || return 0
  "$folder/unpacked/bin/node" --version >/dev/null || return 0
  # Put into place at once, so that a folder that exists is whole.
  mkdir -p "$root" && mv -T "$folder/unpacked" "$root/$version"
}

for version in "${versions[@]}"; do
  if [ ! -d "$root/$version" ] && command -v npm >/dev/null; then fetch "$version" || true; fi
  if [ -d "$root/$version" ]; then
    echo "node $version: present, $("$root/$version/bin/node" --version)"
  else
    echo "node $version: absent, not put to the test"
  fi
done
