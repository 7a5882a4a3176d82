"""The commands of `ens`, one file each."""
