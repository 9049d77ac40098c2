#!/bin/sh
# Makes the probe's disk: the program, a directory for each guest volume, and those that the appliance binds.
# usage: make_probe_image.sh MKE2FS PROGRAM IMAGE
set -eu
mke2fs=$1 program=$2 image=$3
tree=$(mktemp -d)
trap 'rm -rf "$tree" "$image.new"' EXIT
mkdir -p "$tree/dev" "$tree/proc" "$tree/sys" "$tree/tmp" "$tree/etc" "$(dirname "$image")"
volume=0
while [ "$volume" -lt 64 ]; do
  mkdir -p "$tree/guest/$volume"
  volume=$((volume + 1))
done
cp "$program" "$tree/probe"
strip "$tree/probe"
chmod 0755 "$tree" "$tree/probe"
rm -f "$image.new"
"$mke2fs" -q -t ext2 -m 0 -N 256 -L keytrailprobe -d "$tree" -E root_owner=0:0 "$image.new" 8M
mv "$image.new" "$image"
