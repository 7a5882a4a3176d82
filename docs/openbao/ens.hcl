# What the running house may do: wrap and unwrap space keys. Not rotate, read, export, configure or delete the key,
# and not create one (`create` is left out on purpose: without it, a wrong key name is an error).
path "transit/encrypt/ens" {
  capabilities = ["update"]
}
path "transit/decrypt/ens" {
  capabilities = ["update"]
}
