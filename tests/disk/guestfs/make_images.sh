#!/bin/bash
# Makes the disks of one made-up machine, without root. usage: make_images.sh DIRECTORY
#
#   root.img     GPT: BIOS boot, ext4 with every kind of file, swap, empty, garbage
#   data.img     MBR: ext4 with inline data; logical: ext3 in pieces, vfat
#   xfs.img      no partition table, XFS
#   dirty.img    ext4 as a running machine left it: a committed transaction waits in the journal
#   cut.img      ext4 whose image ends too early
#   corrupt.img  ext4 whose superblock makes no sense
#   locked.img   LUKS
#   nothing.img  GPT without a partition
#   noise.img    random bytes
#   trap.img     raw, but begins like a qcow2 whose backing file is xfs.img
set -euo pipefail
export PATH="$PATH:/sbin:/usr/sbin"
cd "$1"
mkdir tree

# Bytes that look random and are the same each time: SEED COUNT
noise() { openssl enc -aes-128-ctr -nosalt -pass "pass:$1" -pbkdf2 </dev/zero 2>/dev/null | head -c "$2" || true; }
# Free blocks of a file system made on it hold what was there before: FILE BYTES
stale_image() { head -c "$2" /dev/zero | tr '\0' '\252' >"$1"; }
# Puts FILE into IMAGE at SECTOR
place() { dd if="$1" of="$2" bs=512 seek="$3" conv=notrunc,sparse status=none; }

make_root() {
  local tree=tree/root
  mkdir -p $tree/etc $tree/home/a $tree/many
  printf 'UUID=10000000-0000-0000-0000-000000000001 / ext4 defaults 0 1\n/dev/sdb1 /srv/inline\\040data ext4 defaults 0 2\nLABEL=pieces /var ext3 defaults 0 2\nUUID=10000000-0000-0000-0000-000000000003 /home xfs nouuid 0 2\n/dev/mapper/group-volume /opt ext4 defaults 0 2\n' >$tree/etc/fstab
  echo 'root:x:0:0:root:/root:/bin/sh' >$tree/etc/passwd
  : >$tree/empty
  printf tiny >$tree/tiny
  noise big 3000000 >$tree/big
  ln $tree/big $tree/big-again
  ln $tree/big $tree/home/a/big-once-more
  truncate -s 3M $tree/sparse
  printf begin | dd of=$tree/sparse conv=notrunc status=none
  printf middle | dd of=$tree/sparse bs=1 seek=1500000 conv=notrunc status=none
  truncate -s 200000 $tree/hole
  printf latin >$tree/"$(printf 'caf\351')"
  printf line >$tree/"$(printf 'new\nline')"
  ln -s . $tree/loop
  ln -s /etc/passwd $tree/absolute
  ln -s missing $tree/dangling
  chmod 4755 $tree/tiny
  chmod 0700 $tree/home/a
  local deep=$tree/deep
  for i in $(seq 1 40); do deep=$deep/d$i; done
  mkdir -p $deep
  echo bottom >$deep/leaf
  for d in $(seq 1 30); do
    mkdir $tree/many/$d
    for f in $(seq 1 200); do echo "$d $f" >$tree/many/$d/f$f; done
  done
  stale_image root.part $((48 << 20))
  mke2fs -q -F -t ext4 -N 16384 -U 10000000-0000-0000-0000-000000000001 -L root -d $tree -E nodiscard root.part
  debugfs -w -f - root.part >/dev/null 2>&1 <<'COMMANDS'
mknod fifo p
mknod null c 1 3
mknod loop0 b 7 0
write /dev/null unwritten
fallocate /unwritten 0 199
sif /unwritten size 150000
COMMANDS
  truncate -s 96M root.img
  printf 'label: gpt\nstart=2048,size=2048,type=21686148-6449-6E6F-744E-656564454649\nstart=4096,size=98304\nstart=104448,size=20480,type=S\nstart=124928,size=4096\nstart=129024,size=4096\n' | sfdisk -q root.img
  place root.part root.img 4096
  truncate -s 10M swap.part
  mkswap -q swap.part 2>/dev/null
  place swap.part root.img 104448
  noise garbage 2097152 >garbage.part
  place garbage.part root.img 129024
}

make_data() {
  local tree=tree/inline
  mkdir -p $tree
  for size in 0 1 59 60 61 100 150 500 5000; do noise "inline$size" "$size" >$tree/bytes$size; done
  truncate -s 20M inline.part
  mke2fs -q -F -t ext4 -I 256 -O inline_data -U 10000000-0000-0000-0000-000000000002 -d $tree inline.part
  # Every second of many small files is removed, so that what follows lies in pieces between them.
  truncate -s 12M pieces.part
  mke2fs -q -F -t ext3 -b 1024 -N 2048 -L pieces -U 10000000-0000-0000-0000-000000000004 pieces.part
  noise cell 5000 >cell
  noise scattered 1500000 >scattered
  {
    for i in $(seq 1 1200); do echo "write cell c$i"; done
    for i in $(seq 1 2 1200); do echo "rm c$i"; done
    echo 'write scattered scattered'
    for i in $(seq 50 2 1200); do echo "rm c$i"; done
  } | debugfs -w -f - pieces.part >/dev/null 2>&1
  truncate -s 12M fat.part
  mkfs.vfat -n FAT -i 12345678 fat.part >/dev/null
  noise onfat 400000 >onfat
  mcopy -i fat.part onfat ::/onfat.bin
  printf 'small' >smallfat
  mcopy -i fat.part smallfat ::/small.txt
  truncate -s 64M data.img
  printf 'label: dos\nstart=2048,size=40960,type=83\nstart=43008,size=77824,type=5\nstart=45056,size=24576,type=83\nstart=71680,size=24576,type=c\n' | sfdisk -q data.img
  place inline.part data.img 2048
  place pieces.part data.img 45056
  place fat.part data.img 71680
}

make_xfs() {
  noise onxfs 2000000 >onxfs
  printf short >shortxfs
  : >emptyxfs
  local here
  here=$(pwd)
  cat >prototype <<PROTOTYPE
/dev/null
0 0
d--755 0 0
big ---644 0 0 $here/onxfs
dir d--750 7 8
short ---600 7 8 $here/shortxfs
link l--777 0 0 short
pipe p--644 0 0
null c--644 0 0 1 3
\$
empty ---644 0 0 $here/emptyxfs
\$
PROTOTYPE
  truncate -s 310M xfs.img
  mkfs.xfs -q -m uuid=10000000-0000-0000-0000-000000000003 -p prototype xfs.img
}

make_dirty() {
  mkdir tree/dirty
  head -c 8192 /dev/zero | tr '\0' A >tree/dirty/rewritten
  head -c 8192 /dev/zero | tr '\0' B >tree/dirty/untouched
  truncate -s 32M dirty.img
  mke2fs -q -F -t ext4 -b 1024 -U 10000000-0000-0000-0000-000000000005 -d tree/dirty dirty.img
  local block
  block=$(debugfs -R 'blocks /rewritten' dirty.img 2>/dev/null | awk '{print $1}')
  head -c 1024 /dev/zero | tr '\0' C >cblock
  printf 'jo\njw -b %s cblock\njc\n' "$block" | debugfs -w dirty.img >/dev/null 2>&1
}

make_cut() {
  mkdir tree/cut
  for i in 1 2 3 4 5 6 7 8; do noise "cut$i" 4000000 >tree/cut/f$i; done
  truncate -s 48M cut.img
  mke2fs -q -F -t ext4 -U 10000000-0000-0000-0000-000000000006 -d tree/cut cut.img
  truncate -s 20M cut.img
}

make_broken() {
  truncate -s 16M corrupt.img
  mke2fs -q -F -t ext4 -U 10000000-0000-0000-0000-000000000007 corrupt.img
  printf '\0\0\0\0' | dd of=corrupt.img bs=1 seek=$((1024 + 40)) conv=notrunc status=none
  { printf 'LUKS\272\276\0\1'; printf 'aes\0'; } >locked.img
  truncate -s 4M locked.img
  truncate -s 4M nothing.img
  echo 'label: gpt' | sfdisk -q nothing.img
  noise noise 3000000 >noise.img
  qemu-img create -q -f qcow2 -b "$(pwd)/xfs.img" -F raw trap.img
  truncate -s 1M trap.img
}

make_root
make_data
make_xfs
make_dirty
make_cut
make_broken
rm -rf ./*.part cell scattered onfat smallfat onxfs shortxfs emptyxfs cblock prototype
