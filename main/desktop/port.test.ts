import { EventEmitter } from 'node:events';
import type { MessageChannelMain, WebContents, WebFrameMain } from 'electron';
import { describe, expect, it } from 'vitest';
import { MessageChannelMain as Channel, type MessagePortMain } from '../../tests/electron/port.ts';
import { connectPage, isOwnMainFrame } from './port.ts';
import type { Refusal } from './security.ts';

const ownFrame = { origin: 'app://local', url: 'app://local/index.html', parent: null, detached: false };

function connected(frame: object = ownFrame) {
  const sent: unknown[] = [];
  const mainFrame = {
    ...frame,
    postMessage: (name: string, data: unknown, ports: unknown[]) => sent.push([name, data, ports.length]),
  };
  const contents = Object.assign(new EventEmitter(), { mainFrame });
  const ports: MessagePortMain[] = [];
  const refusals: Refusal[] = [];
  const end = connectPage(contents as unknown as WebContents, {
    createChannel: () => new Channel() as unknown as MessageChannelMain,
    onPort: (port) => ports.push(port as unknown as MessagePortMain),
    onRefused: (refusal) => refusals.push(refusal),
  });
  const closed = (index: number) =>
    new Promise((resolve) => ports[index]?.once('close', () => resolve('closed')));
  return { contents, sent, ports, refusals, end, closed };
}

describe('isOwnMainFrame', () => {
  it('knows the page, also within its own fragments', () => {
    expect(isOwnMainFrame(ownFrame)).toBe(true);
    expect(isOwnMainFrame({ ...ownFrame, url: 'app://local/index.html#/records' })).toBe(true);
  });

  it.each([
    ['another origin', { ...ownFrame, origin: 'https://example.com' }],
    ['another address', { ...ownFrame, url: 'app://local/other.html' }],
    ['an address with a query', { ...ownFrame, url: 'app://local/index.html?x' }],
    ['a document', { ...ownFrame, origin: 'app://document', url: 'app://document/1/index.html' }],
    ['a frame within', { ...ownFrame, parent: {} as WebFrameMain }],
    ['a frame that is gone', { ...ownFrame, detached: true }],
    ['an opaque origin', { ...ownFrame, origin: 'null' }],
  ])('does not take %s for it', (_name, frame) => {
    expect(isOwnMainFrame(frame)).toBe(false);
  });
});

describe('connectPage', () => {
  it('gives the page one port when its document is there', () => {
    const { contents, sent, ports } = connected();
    expect(sent).toEqual([]);
    contents.emit('dom-ready');
    expect(sent).toEqual([['service-port', null, 1]]);
    expect(ports).toHaveLength(1);
  });

  it('gives a foreign document nothing and reports it', () => {
    const { contents, sent, ports, refusals } = connected({ ...ownFrame, origin: 'https://example.com' });
    contents.emit('dom-ready');
    expect([sent, ports]).toEqual([[], []]);
    expect(refusals).toEqual([{ kind: 'frame', target: 'https://example.com' }]);
  });

  it.each([
    ['did-start-navigation', { isMainFrame: true, isSameDocument: false }],
    ['render-process-gone', {}],
    ['destroyed', {}],
  ])('ends the port at %s', async (name, details) => {
    const { contents, closed } = connected();
    contents.emit('dom-ready');
    const ended = closed(0);
    contents.emit(name, details);
    expect(await ended).toBe('closed');
  });

  it('keeps the port over a move within the document', () => {
    const { contents, ports } = connected();
    contents.emit('dom-ready');
    let ended = false;
    ports[0]?.once('close', () => (ended = true));
    contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    expect(ended).toBe(false);
  });

  it('ends the former port when a page loads anew, and the present one when asked', async () => {
    const { contents, ports, closed, end } = connected();
    contents.emit('dom-ready');
    const first = closed(0);
    contents.emit('dom-ready');
    expect(await first).toBe('closed');
    expect(ports).toHaveLength(2);
    const second = closed(1);
    end();
    expect(await second).toBe('closed');
  });
});
