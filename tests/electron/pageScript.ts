import { readFile } from 'node:fs/promises';
import { build } from 'vite';

const bundles = new Map<string, Promise<string>>();

/** Script text of a preload file as Electron would run it: CommonJS with `electron` left to `require`. */
function bundlePreload(file: string): Promise<string> {
  if (!file.endsWith('.ts')) return readFile(file, 'utf8');
  const known = bundles.get(file);
  if (known !== undefined) return known;
  const bundle = build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: { entry: file, formats: ['cjs'] },
      rollupOptions: { external: ['electron'] },
    },
  }).then((result) => {
    const [output] = Array.isArray(result) ? result : [result];
    if (output === undefined || !('output' in output)) throw new Error('the preload script was not built');
    return output.output[0].code;
  });
  bundles.set(file, bundle);
  return bundle;
}

/** Names by which driver and page speak to each other. Only the stand-in's pages have them. */
export const bindingName = '__standInFromPage';
export const inboxName = '__standInToPage';

// Chromium's driver has no isolated world for scripts that run before the page's own, so this one runs in the page's
// world, inside a function: it leaves the binding's two names there and nothing else.
const bridge = `
const listeners = new Map();
const ports = new Map();
const fromPage = (id, parcel) => void window['${bindingName}'](id, parcel);
const pack = (data) =>
  typeof data === 'string' ? { kind: 'text', text: data }
  : data instanceof Uint8Array ? { kind: 'bytes', base64: data.toBase64() }
  : data instanceof ArrayBuffer ? { kind: 'bytes', base64: new Uint8Array(data).toBase64() }
  : { kind: 'data', json: JSON.stringify(data ?? null) };
const unpack = (parcel) =>
  parcel.kind === 'text' ? parcel.text
  : parcel.kind === 'bytes' ? Uint8Array.fromBase64(parcel.base64)
  : JSON.parse(parcel.json);
const openPort = (id) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = (event) => fromPage(id, pack(event.data));
  channel.port1.addEventListener('close', () => fromPage(id, { kind: 'close' }));
  ports.set(id, channel.port1);
  return channel.port2;
};
Object.defineProperty(window, '${inboxName}', { value: {
  send(channel, message, ids) {
    const opened = ids.map(openPort);
    for (const listener of listeners.get(channel) ?? []) listener({ ports: opened }, message);
  },
  deliver(items) {
    for (const { id, parcel } of items) {
      const port = ports.get(id);
      if (parcel.kind !== 'close') { port?.postMessage(unpack(parcel)); continue; }
      port?.close();
      ports.delete(id);
    }
  },
} });
const ipcRenderer = { on(channel, listener) { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); } };
const require = (name) => {
  if (name !== 'electron') throw new Error('a sandboxed preload script cannot require ' + name);
  return { ipcRenderer };
};
const module = { exports: {} };
const exports = module.exports;
`;

/** The script that runs before the page's own: the bridge of ports, then the preload file. */
export async function pageScript(preload: string): Promise<string> {
  return `(() => { if (window !== window.top) return;\n${bridge}\n${await bundlePreload(preload)}\n})();`;
}
