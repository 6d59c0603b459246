# Installs, upgrades, removes and purges the package; ends at the first thing that is not as expected. A java of this machine is enough.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
fail() {
  echo "FAILED: $1"
  exit 1
}
install() {
  # Only Java may be missing here, where a JDK without a package is used.
  dpkg -i /tmp/tombolo.deb || dpkg -i --force-depends /tmp/tombolo.deb
}

# A package of before that a machine happens to have is not what is tested.
dpkg -P tombolo 2>/dev/null || true

# All manual pages of the machine are listed again at each change otherwise, which takes longer than the rest.
rm -f /var/lib/man-db/auto-update

install
id tombolo
[ "$(stat -c '%U:%G %a' /var/lib/tombolo-anchoring)" = 'tombolo:tombolo 700' ] || fail 'the state folder'
[ "$(stat -c '%U:%G %a' /etc/tombolo)" = 'root:tombolo 750' ] || fail 'the configuration folder'
[ "$(stat -c '%U:%G %a' /etc/tombolo/push.yaml)" = 'root:tombolo 640' ] || fail 'a configuration'
tombolo --version
for part in anchoring read-side push witness; do
  setpriv --reuid=tombolo --regid=tombolo --init-groups tombolo "$part" --config "/etc/tombolo/$part.yaml" --print-config >/tmp/out 2>&1 ||
    grep -q '^tombolo: .*name' /tmp/out || fail "$part --print-config: $(cat /tmp/out)"
done
! setpriv --reuid=nobody --clear-groups cat /etc/tombolo/push.yaml 2>/dev/null || fail 'anybody reads the configuration'
if command -v systemd-analyze >/dev/null; then
  for part in node anchoring read-side push witness; do
    systemd-analyze verify "/usr/lib/systemd/system/tombolo-$part.service" >/tmp/out 2>&1 || fail "unit $part: $(cat /tmp/out)"
    ! grep tombolo /tmp/out || fail "unit $part: $(cat /tmp/out)"
  done
fi

# An upgrade keeps what the operator wrote.
echo '# mine' >>/etc/tombolo/push.yaml
mkdir /var/cache/tombolo-node
install
grep -q '^# mine$' /etc/tombolo/push.yaml || fail 'an upgrade lost a configuration'
[ "$(stat -c '%U:%G %a' /etc/tombolo/push.yaml)" = 'root:tombolo 640' ] || fail 'a configuration after an upgrade'
[ ! -e /var/cache/tombolo-node ] || fail 'an archive of classes of before'

dpkg -r tombolo
[ -f /etc/tombolo/push.yaml ] || fail 'removing deleted a configuration'
[ ! -L /usr/bin/tombolo ] || fail 'the command is there after removing'

# A purge keeps keys, and names where they are.
touch /var/lib/tombolo-anchoring/key.pem
dpkg -P tombolo | tee /tmp/out
grep -q 'kept with their keys and data, delete them yourself: /var/lib/tombolo-anchoring$' /tmp/out || fail 'a purge did not name what it kept'
[ -f /var/lib/tombolo-anchoring/key.pem ] || fail 'a purge deleted a key'
id tombolo >/dev/null || fail 'the owner of what was kept is gone'
rm -r /var/lib/tombolo-anchoring

install
dpkg -P tombolo
! id tombolo 2>/dev/null || fail 'the user is there after a purge'
for left in /etc/tombolo /var/lib/tombolo-* /usr/share/tombolo /usr/share/doc/tombolo; do
  [ ! -e "$left" ] || fail "left after a purge: $left"
done
echo 'all as expected'
