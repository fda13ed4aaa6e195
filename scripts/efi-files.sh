#!/usr/bin/env bash
# Brings in EFI programs and firmware that Debian ships, for the tests that put every image rule to real images and images
# to real firmware, and says of each package whether its files are there. Nothing is installed: packages are unpacked into a folder of their own. It never
# fails for want of one: the tests name what is absent.
#
# Arguments name more packages, those of another architecture as in linux-image-6.1.0-50-arm64:arm64.
set -euo pipefail

packages=(systemd-boot-efi grub-efi-amd64-signed shim-signed shim-unsigned ipxe memtest86+ fwupd-amd64-signed ovmf qemu-efi-aarch64 u-boot-qemu)
root="${ZBOOTKIT_EFI_FILES:-${XDG_CACHE_HOME:-$HOME/.cache}/zbootkit/efi-files}"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

# Options that let apt know one more architecture, with package lists of its own: those of the machine stay as they are.
options_for() {
  local architecture="$1" state="$scratch/apt-$1"
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  touch "$state/status"
  printf -- '-oDir::State::Lists=%s\n-oDir::State::status=%s\n-oDir::Cache=%s\n-oAPT::Architectures::=%s\n' \
    "$state/lists" "$state/status" "$state/cache" "$architecture"
}

fetch() {
  local package="$1" folder="$scratch/deb" options=()
  rm -rf "$folder"
  mkdir "$folder"
  cd "$folder"
  if [[ "$package" == *:* ]]; then
    mapfile -t options < <(options_for "${package#*:}")
    # Fails when one source of the machine cannot be reached, though the others may well have the package.
    apt-get "${options[@]}" update -qq >/dev/null 2>&1 || true
  fi
  apt-get "${options[@]}" download -qq "$package" >/dev/null 2>&1 || return 0
  mkdir -p "$root"
  # Unpacked beside its place and then put there, so that a folder that exists is whole.
  for archive in ./*.deb; do
    rm -rf "$root/.$package"
    dpkg-deb -x "$archive" "$root/.$package" && mv -T "$root/.$package" "$root/$package"
  done
}

for package in "${packages[@]}" "$@"; do
  if [ ! -d "$root/$package" ] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    (fetch "$package") || true
  fi
  if [ -d "$root/$package" ]; then echo "$package: present"; else echo "$package: absent, not put to the test"; fi
done
