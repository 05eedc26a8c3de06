#!/bin/bash
# Type-checks the app's Rust for phones, macOS and Windows, without any SDK and with warnings denied, and compiles its
# Kotlin against our own declarations of Android (scripts/mobile/kotlin.mjs): `npm run check:mobile`. It does not see
# Gradle's files, Swift or the Xcode project: those need the vendors' SDKs. Names narrow it down:
# `npm run check:mobile -- windows`, `-- android` (its Rust and its Kotlin), `-- kotlin`, `-- rust`.
# The standard library comes from rustup where that answers within a minute, else it is built from the sources
# that Debian packs for the same version of Rust.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/countersign-check-mobile
targets=(aarch64-linux-android aarch64-apple-ios aarch64-apple-darwin x86_64-pc-windows-msvc)
wanted=${1:-}
case $wanted in
  '' | android | kotlin) node scripts/mobile/kotlin.mjs ;;
esac
[ "$wanted" = kotlin ] && exit
case $wanted in
  '' | rust) ;;
  *) targets=($(printf '%s\n' "${targets[@]}" | grep -F -- "$wanted")) ;;
esac
version=$(rustc --version | cut -d' ' -f2)
build_std=()

say() { printf 'check-mobile: %s\n' "$*"; }

# The targets' libraries by rustup, if it is there and reaches its server.
from_rustup() {
  command -v rustup >/dev/null || return 1
  say "asking rustup for ${targets[*]} (at most a minute)"
  timeout 60 rustup target add "${targets[@]}" >/dev/null 2>&1
}

# The library's sources of this very version by apt, unpacked into the cache and never installed.
from_debian() {
  local sources="$cache/rust-src-$version" library mirror package
  if ! compgen -G "$sources/usr/src/rustc-*/library" >/dev/null; then
    command -v apt-get >/dev/null || return 1
    say "fetching rust-src $version by apt"
    mkdir -p "$cache"/{lists/partial,archives/partial}
    mirror=$(awk '/^URIs:/ {print $2; exit} /^deb / {for (i = 2; i <= NF; i++) if ($i ~ /^http/) {print $i; exit}}' \
      /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -1)
    [ -n "$mirror" ] || return 1
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie-backports main" \
      > "$cache/sources.list"
    local options=(-o Dir::Etc::SourceList="$cache/sources.list" -o Dir::Etc::SourceParts=/dev/null
      -o Dir::State::Lists="$cache/lists" -o Dir::Cache="$cache" -o APT::Sandbox::User=root)
    apt-get "${options[@]}" -qq update
    package=$(apt-cache "${options[@]}" madison rust-src | awk -v version="$version" '$3 ~ "^" version {print $3; exit}')
    [ -n "$package" ] || return 1
    (cd "$cache" && apt-get "${options[@]}" -qq download "rust-src=$package" && dpkg-deb -x rust-src_*.deb "$sources")
  fi
  library=$(compgen -G "$sources/usr/src/rustc-*/library" | head -1)
  export RUSTC_BOOTSTRAP=1 __CARGO_TESTS_ONLY_SRC_ROOT="$library"
  build_std=(-Zbuild-std=std,panic_abort)
}

check() {
  local target=$1 name=${1//-/_}
  export "CC_$name=$STAND_IN_CC" "CXX_$name=$STAND_IN_CC" "AR_$name=$PWD/scripts/mobile/stand-in-ar"
  export "RANLIB_$name=$PWD/scripts/mobile/stand-in-ar"
  say "checking $target"
  # With --target these flags are for the phone's code only, and cargo caps the lints of what is not ours.
  RUSTFLAGS="-D warnings" cargo check --lib -p countersign-app --target "$target" "${build_std[@]}"
}

export STAND_IN_CC=$PWD/scripts/mobile/stand-in-cc
mkdir -p "$cache/iPhoneOS.sdk" "$cache/bin"
if [ "$(uname)" != Darwin ]; then
  ln -sf "$PWD/scripts/mobile/stand-in-xcrun" "$cache/bin/xcrun"
  export PATH="$cache/bin:$PATH" SDKROOT="$cache/iPhoneOS.sdk" IPHONEOS_DEPLOYMENT_TARGET=16.4
fi

if ! from_rustup && ! from_debian; then
  say "there is no standard library for these systems: rustup does not answer, and Debian has no rust-src $version."
  say "With a network, run: rustup target add ${targets[*]}"
  exit 1
fi
# A folder of its own: sources that build the standard library for the phones must not make the desktop's artifacts
# stale, and the check can run beside another build.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}/mobile
started=$SECONDS
for target in "${targets[@]}"; do check "$target"; done
say "the Rust for ${targets[*]} is fine ($((SECONDS - started)) s)"
say "not checked, because it needs the vendors' SDKs: gen/android's Gradle files and its buildSrc, gen/apple"
