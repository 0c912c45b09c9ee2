import { ipcRenderer } from 'electron';
import { portChannel } from '../shared/pagePort.ts';

// The page gets one message port and nothing else: no function, no object, no name in its window.
ipcRenderer.on(portChannel, (event) => {
  const [port] = event.ports;
  if (port !== undefined) window.postMessage(portChannel, window.location.origin, [port]);
});
