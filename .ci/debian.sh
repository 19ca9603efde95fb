# Sourced by its neighbours: packages of another release of Debian, for what the machine's own is too old for.

# `unpack_debian SUITE PACKAGE…` unpacks them in the working folder, from the archive of the machine's packages and under
# settings of its own, so that nothing changes for them.
unpack_debian() {
  local suite=$1 archive package
  shift
  mkdir -p lists/partial cache/archives/partial
  archive=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' | sed -n 's/^bookworm //p' | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $suite main" >sources.list
  cat >apt.conf <<APT
Dir::State::Lists "$PWD/lists";
Dir::Cache "$PWD/cache";
Dir::Etc::SourceList "$PWD/sources.list";
Dir::Etc::SourceParts "-";
APT::Sandbox::User "root";
APT
  APT_CONFIG=$PWD/apt.conf apt-get update -q && APT_CONFIG=$PWD/apt.conf apt-get download -q "$@" || return 1
  for package in *.deb; do dpkg-deb -x "$package" . || return 1; done
  rm -rf lists cache ./*.deb
}
