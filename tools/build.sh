#!/usr/bin/env bash
# Builds the static programs that people download, into dist/.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p dist
for target in linux/amd64 linux/arm64 windows/amd64 darwin/amd64 darwin/arm64; do
	os=${target%/*} arch=${target#*/}
	name=dist/pamong-$os-$arch
	[ "$os" = windows ] && name=$name.exe
	CGO_ENABLED=0 GOOS=$os GOARCH=$arch go build -trimpath -ldflags "-s -w" -o "$name" ./cmd/pamong
	echo "$name $(du -h "$name" | cut -f1)"
done
