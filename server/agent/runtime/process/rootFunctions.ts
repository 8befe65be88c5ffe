/**
 * The `sh` functions with which a container's own root is put together below `$root`. What is shown of the machine is
 * the lower layer of an overlay: writes go to `$upper`, beside it. Where the kernel allows no overlay of a folder (in a
 * user namespace, when other mounts lie below it) the folder itself is shown, noted in `$shared`, and nothing is made
 * in it.
 */
export const rootFunctions = `count=0
shared=
overlaid=
show() {
  count=$((count + 1))
  for one in $shared; do case "$1" in "$one"/*) return 0 ;; esac; done
  if [ -d "$1" ]; then
    mkdir -p "$root$1" "$upper/u$count" "$upper/w$count"
    chmod --reference="$1" "$upper/u$count" 2>/dev/null || :
    if mount -t overlay -o "lowerdir=$1,upperdir=$upper/u$count,workdir=$upper/w$count$options" overlay "$root$1" 2>/dev/null; then
      overlaid="$overlaid$1
"
      return 0
    fi
    shared="$shared$1
"
  elif [ ! -e "$root$1" ]; then
    : >"$root$1"
  fi
  mount --rbind "$1" "$root$1" || :
}
show_top() {
  for entry in /* /.[!.]*; do
    case "$entry" in /proc | /sys | /dev | /.dev) continue ;; esac
    if [ -L "$entry" ]; then ln -s "$(readlink "$entry")" "$root$entry"
    elif [ -e "$entry" ]; then show "$entry"
    fi
  done
}
place() {
  real=$(chroot "$root" readlink -m "$2" 2>/dev/null || echo "$2")
  for one in $shared; do
    case "$real" in "$one"/*)
      [ -e "$root$real" ] || { echo "mountPath $2 must be there: $one is shown as it is on this machine" >&2; exit 1; } ;;
    esac
  done
  if [ "$1" = file ]; then
    chroot "$root" sh -ec 'mkdir -p "$(dirname "$1")"; [ -e "$1" ] || : >"$1"' sh "$real"
  else
    mkdir -p "$root$real"
  fi
  echo "$real"
}
seal() {
  for one in $overlaid; do mount -o remount,ro "$root$one"; done
  mount -o remount,ro "$root"
}
IFS='
'`;

/** Without a root of its own a container is given its volumes where the machine has a place for them. */
export const placeInPlace = `place() {
  [ -e "$2" ] || { echo "this machine has no overlay file system: mountPath $2 must be there" >&2; exit 1; }
  readlink -f "$2"
}`;
