#!/usr/bin/env bash
# Brings in EFI programs that Debian ships, for the tests that put every image rule to real images, and says of each
# package whether its files are there. Nothing is installed: packages are unpacked into a folder of their own. It never
# fails for want of one: the tests name what is absent.
set -euo pipefail

packages=(systemd-boot-efi grub-efi-amd64-signed shim-signed shim-unsigned ipxe memtest86+ fwupd-amd64-signed)
root="${ZBOOTKIT_EFI_FILES:-${XDG_CACHE_HOME:-$HOME/.cache}/zbootkit/efi-files}"

fetch() {
  local package="$1" folder
  folder="$(mktemp -d)"
  (
    cd "$folder"
    apt-get download -qq "$package" >/dev/null 2>&1 || exit 0
    mkdir -p "$root"
    # Unpacked beside its place and then put there, so that a folder that exists is whole.
    for archive in ./*.deb; do
      rm -rf "$root/.$package"
      dpkg-deb -x "$archive" "$root/.$package" && mv -T "$root/.$package" "$root/$package"
    done
  )
  rm -rf "$folder"
}

for package in "${packages[@]}"; do
  if [ ! -d "$root/$package" ] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    fetch "$package" || true
  fi
  if [ -d "$root/$package" ]; then echo "$package: present"; else echo "$package: absent, not put to the test"; fi
done
