import { keyPairFromSeed, publicKeyLine } from '../../main/exchange/crypto/sshKeys.ts';
import { signSshsig } from '../../main/exchange/crypto/sshsig.ts';
import { joinBytes } from '../../main/exchange/crypto/sshWire.ts';
import { writeManifest } from '../../main/exchange/format/manifest.ts';
import { packageJsonBytes, sha256Hex } from '../../main/exchange/format/packageJson.ts';
import { composeHead, packageTar } from '../../main/exchange/format/writePackage.ts';
import { chunksOf, collect } from './world.ts';

/** The package of the test vectors in docs/package-format.md: every byte of it follows from two seeds and these words. */
export async function vectorPackage(): Promise<Readonly<Record<string, string>>> {
  const site = keyPairFromSeed(new Uint8Array(32).fill(1));
  const person = keyPairFromSeed(new Uint8Array(32).fill(2));
  const attachment = new TextEncoder().encode('附件\n');
  const lines = new TextEncoder().encode(
    '{"id":"record siteA-1","note":"电话","quantity":1.5,"type":"record"}\n',
  );
  const manifest = writeManifest([sha256Hex(attachment)], sha256Hex(lines));
  const head = composeHead(
    { manifest, bytes: attachment.length + lines.length, entries: 2, recordCount: 1 },
    {
      ack: null,
      audit_head: `7:${'a'.repeat(64)}`,
      created_by: { app: 'vector', version: '1' },
      encrypted_to: ['age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj'],
      epoch: 'e01',
      kind: 'delta',
      next_expected: null,
      period: '2026-11',
      prev: null,
      recipient: 'siteB',
      recordsSchema: 'records/1',
      released_at: '2026-11-22T08:00:00Z',
      released_by: { key: 'zhang.san@siteA', name: '张三' },
      roster: { siteA: 1, siteB: 1 },
      sender: 'siteA',
      seq: 1,
    },
  );
  const packageJson = packageJsonBytes(head);
  const siteSig = signSshsig(site, 'xpkg-site-v1', packageJson);
  const releaseSig = signSshsig(person, 'xpkg-release-v1', packageJson);
  const sealed = { head, digest: sha256Hex(packageJson), packageJson, siteSig, releaseSig, manifest };
  const tar = await collect(
    packageTar(sealed, {
      records: { bytes: lines.length, open: () => chunksOf(lines) },
      attachment: () => ({ bytes: attachment.length, open: () => chunksOf(attachment) }),
    }),
  );
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).trimEnd();
  return {
    'site key': publicKeyLine(site.publicKey),
    'person key': publicKeyLine(person.publicKey),
    'record line': text(lines),
    manifest: text(manifest),
    'package.json': text(packageJson),
    'identity of the package': sealed.digest,
    'package.json.site.sig': text(siteSig),
    'SHA-256 of package.json.release.sig': sha256Hex(releaseSig),
    'SHA-256 of the tar': sha256Hex(joinBytes([tar])),
    'bytes of the tar': String(tar.length),
  };
}
