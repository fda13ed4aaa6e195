#!/usr/bin/env bash
# Brings in the programs that the tests call as witnesses, where they can be had from Debian, and says of each whether
# it is there. It never fails for want of one: the tests name what is absent.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=(
  gzip zstd lz4 xz lzop
  objcopy objdump llvm-objcopy llvm-readobj
  pefile pytest
  sbverify osslsigncode openssl
  gcc make strace
  clang lld-link qemu-system-aarch64 qemu-system-x86_64
  chromium
)

# Python packages of Debian are for its own interpreter, and another one may stand in front of it.
present() {
  case "$1" in
    pefile | pytest)
      local python
      for python in python3 /usr/bin/python3; do
        if "$python" -c "import $1" >/dev/null 2>&1; then return 0; fi
      done
      return 1
      ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

package_of() {
  case "$1" in
    xz) echo xz-utils ;;
    objcopy | objdump) echo binutils-multiarch ;;
    llvm-*) echo llvm ;;
    pefile | pytest) echo "python3-$1" ;;
    sbverify) echo sbsigntool ;;
    lld-link) echo lld ;;
    qemu-system-aarch64) echo qemu-system-arm ;;
    qemu-system-x86_64) echo qemu-system-x86 ;;
    *) echo "$1" ;;
  esac
}

install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

missing=()
for tool in "${tools[@]}"; do
  present "$tool" || missing+=("$(package_of "$tool")")
done
# An objdump that is there may know the host's images alone.
objdump -i 2>/dev/null | grep '^pei-aarch64' >/dev/null || missing+=(binutils-multiarch)

if [ "${#missing[@]}" -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq >/dev/null 2>&1 || true
  # One package that cannot be had must not keep the others away.
  install "${missing[@]}" || for package in "${missing[@]}"; do install "$package" || true; done
  present objdump || install binutils || true
fi

for tool in "${tools[@]}"; do
  if present "$tool"; then echo "$tool: present"; else echo "$tool: absent, not put to the test"; fi
done
