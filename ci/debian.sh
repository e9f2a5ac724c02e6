# Functions of the scripts in this directory that create chroots. To be sourced.

# The newest release of Debian that has all packages.
suite=forky

fail() {
    echo "$(basename "$0"): $1" >&2
    exit 1
}

# Prints the mirror that apt uses for this machine's release.
mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' \
        "Release: $(. /etc/os-release && echo "${VERSION_CODENAME:-}")" | head -n 1
}

# Runs debootstrap, which is downloaded if it is not installed.
bootstrap() {
    if ! command -v debootstrap >/dev/null; then
        local unpacked="$work/debootstrap"
        (cd "$work" && apt-get download --quiet debootstrap && dpkg-deb --extract debootstrap_*.deb "$unpacked") >&2
        export DEBOOTSTRAP_DIR="$unpacked/usr/share/debootstrap"
        PATH="$unpacked/usr/sbin:$PATH"
    fi
    debootstrap "$@" >&2
}

# Creates a chroot with some packages.
create() {
    local chroot="$1" packages="$2" url
    url="$(mirror)" && [ -n "$url" ] || fail "apt names no mirror of Debian"
    mkdir -p "$(dirname "$chroot")"
    # It is moved to its place when it is complete.
    work="$(mktemp -d "$chroot.XXXXXX")"
    trap 'rm -rf "$work"' EXIT
    # The last argument names a release that debootstrap knows, because it may not know the newest.
    bootstrap --variant=minbase --include="$packages" "$suite" "$work/root" "$url" sid
    mv --no-target-directory "$work/root" "$chroot"
    rm -rf "$work"
    trap - EXIT
}
