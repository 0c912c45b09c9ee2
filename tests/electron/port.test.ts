import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { fromBrowser, toBrowser } from './addresses.ts';
import { MessageChannelMain, type Parcel, pack, unpack } from './port.ts';

describe('ports of the stand-in', () => {
  it('hold messages back until they are started, then keep their order', async () => {
    const { port1, port2 } = new MessageChannelMain();
    const seen: unknown[] = [];
    port2.on('message', ({ data }: { data: unknown }) => seen.push(data));
    port1.postMessage('a');
    port1.postMessage('b');
    await Promise.resolve();
    expect(seen).toEqual([]);
    port2.start();
    port1.postMessage('c');
    await Promise.resolve();
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('end together', async () => {
    const { port1, port2 } = new MessageChannelMain();
    const ended = once(port2, 'close');
    port1.close();
    await ended;
    const seen: unknown[] = [];
    port1.on('message', (event) => seen.push(event));
    port2.postMessage('late');
    expect(seen).toEqual([]);
  });

  it('carry what waited when they move into a page, and end with it', async () => {
    const { port1, port2 } = new MessageChannelMain();
    port1.postMessage('early');
    const parcels: Parcel[] = [];
    const fromPage = port2.carry((parcel) => parcels.push(parcel));
    port1.postMessage(new Uint8Array([1, 2]));
    expect(parcels).toEqual([
      { kind: 'text', text: 'early' },
      { kind: 'bytes', base64: 'AQI=' },
    ]);
    const message = once(port1, 'message');
    port1.start();
    fromPage({ kind: 'text', text: 'answer' });
    expect((await message)[0].data).toBe('answer');
    const ended = once(port1, 'close');
    fromPage({ kind: 'close' });
    await ended;
  });

  it.each([['text 你好'], [new Uint8Array([0, 255, 10])], [{ a: [1, null] }], [null], ['']])(
    'pack and unpack %o',
    (message) => {
      const parcel = pack(message);
      expect(parcel.kind === 'close' ? undefined : unpack(parcel)).toEqual(message);
    },
  );
});

describe('addresses of the stand-in', () => {
  it.each([
    ['app://local/index.html', 'https://app.local/index.html'],
    ['app://local/a/b.js?x#y', 'https://app.local/a/b.js?x#y'],
    ['app://document/1/index.html', 'https://document.app.local/1/index.html'],
    ['https://example.com/app.local/', 'https://example.com/app.local/'],
    ['https://app.local.example.com/', 'https://app.local.example.com/'],
    ['https://notapp.local/', 'https://notapp.local/'],
  ])('show %s as %s and know it again', (own, shown) => {
    expect(toBrowser(own)).toBe(shown);
    expect(fromBrowser(shown)).toBe(own);
  });
});
