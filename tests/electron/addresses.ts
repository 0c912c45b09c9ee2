// Chromium cannot open a scheme of our own, so `app://local` is shown as `https://app.local` (http would be no secure
// context) and `app://document` as `https://document.app.local`. Nothing of it reaches a network.

/** Address under which Chromium opens an `app://` address; any other address unchanged. */
export function toBrowser(address: string): string {
  const [, host, rest] = /^app:\/\/([^/]+)(\/.*)?$/.exec(address) ?? [];
  if (host === undefined) return address;
  return `https://${host === 'local' ? 'app.local' : `${host}.app.local`}${rest ?? '/'}`;
}

/** The `app://` address that Chromium shows under this one; any other address unchanged. */
export function fromBrowser(address: string): string {
  const [, host, rest] = /^https:\/\/(?:([\w-]+)\.)?app\.local(\/.*)?$/.exec(address) ?? [];
  if (host === undefined && rest === undefined && !address.startsWith('https://app.local')) return address;
  return `app://${host ?? 'local'}${rest ?? ''}`;
}
