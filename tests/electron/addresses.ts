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
  const match = /^https:\/\/(?:([\w-]+)\.)?app\.local(?=\/|$)(.*)$/s.exec(address);
  return match === null ? address : `app://${match[1] ?? 'local'}${match[2]}`;
}
