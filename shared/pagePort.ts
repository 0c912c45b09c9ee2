/** Name of the message that brings the page its one port, on the way from the main process to the page. */
export const portChannel = 'service-port';

type PortMessage = Pick<MessageEvent, 'source' | 'origin' | 'data' | 'ports'>;

/** The port in a window message, if the message is the preload's: sent by this very window, from its own origin. */
export function portFrom(message: PortMessage, own: Window): MessagePort | undefined {
  const genuine =
    message.source === own && message.origin === own.location.origin && message.data === portChannel;
  return genuine && message.ports.length === 1 ? message.ports[0] : undefined;
}

/**
 * Waits for the page's port. To be called while the page's first script runs: the main process sends the port once,
 * when the document is complete. The port is not started; `RPCLink` needs `port.start()` after it is made.
 */
export function receivePort(own: Window): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listen = (message: MessageEvent): void => {
      const port = portFrom(message, own);
      if (port === undefined) return;
      own.removeEventListener('message', listen);
      resolve(port);
    };
    own.addEventListener('message', listen);
  });
}
