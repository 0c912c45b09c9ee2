/** Answers of the OpenSSL runtime for the key of 32 bytes 0x07; the BoringSSL run must give the same. */
export const knownAnswers = {
  publicKeyLine: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs',
  fingerprint: 'SHA256:z/fSv0Z0RZS+Lccbc6ZoOWwt/fbj1VFJGSBKQbo4icE',
  /** Of the armored site signature over 内容 and a line end. */
  signatureSha256: '8f22b8ef3419845faff7e81d6ecb675cffc1892bfd527d49f6765cb5b60c9ff8',
} as const;
