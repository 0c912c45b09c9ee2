import type { MessageChannelMain, MessagePortMain, WebContents, WebFrameMain } from 'electron';
import { portChannel } from '../../shared/pagePort.ts';
import { pageOrigin, pageUrl } from './scheme.ts';
import type { OnRefused } from './security.ts';

type PortContents = Pick<WebContents, 'on' | 'mainFrame'>;

/** `true` for the page's own main frame at the page's own address, the only frame that is ever given a port. */
export function isOwnMainFrame(frame: Pick<WebFrameMain, 'origin' | 'url' | 'parent' | 'detached'>): boolean {
  const [address] = frame.url.split('#');
  return frame.parent === null && !frame.detached && frame.origin === pageOrigin && address === pageUrl;
}

/**
 * Gives each load of the page one message port, and ends it with the load: on navigation, on the end of the page's
 * process, on the end of the window. Returns a function that ends the present port at once.
 */
export function connectPage(
  contents: PortContents,
  options: {
    createChannel: () => MessageChannelMain;
    onPort: (port: MessagePortMain) => void;
    onRefused: OnRefused;
  },
): () => void {
  let current: MessagePortMain | undefined;
  const end = (): void => {
    current?.close();
    current = undefined;
  };
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) end();
  });
  contents.on('render-process-gone', end);
  contents.on('destroyed', end);
  contents.on('dom-ready', () => {
    end();
    const frame = contents.mainFrame;
    if (!isOwnMainFrame(frame)) {
      options.onRefused({ kind: 'frame', target: frame.origin });
      return;
    }
    const { port1, port2 } = options.createChannel();
    current = port1;
    options.onPort(port1);
    port1.start();
    frame.postMessage(portChannel, null, [port2]);
  });
  return end;
}
