import '@fontsource/lxgw-wenkai/500.css';
import '@fontsource/lxgw-wenkai/700.css';
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/700.css';
import '@mantine/core/styles.layer.css';
import '@mantine/dates/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './styles.css';
import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import 'dayjs/locale/zh-cn';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { client, queryClient } from './client.ts';
import { App } from './shell/App.tsx';
import { installCopyGuard } from './shell/copyGuard.ts';
import { cssVariables, theme } from './theme.ts';
import './narrow.css';

// The nonce of this load: the content policy allows no style that does not carry it.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
setNonce(nonce);

// On the lock screen there is nothing to take, and nobody whose act it could be.
installCopyGuard(document, (how) => void client.copying.refused({ how }).catch(() => undefined));
// Nothing leaves the window by drag, and no file dropped beside a field replaces the page.
for (const type of ['dragover', 'drop'] as const) {
  window.addEventListener(type, (event) => event.preventDefault());
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root element');
createRoot(root).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariables}
    defaultColorScheme="auto"
    getStyleNonce={() => nonce}
  >
    <DatesProvider settings={{ locale: 'zh-cn', firstDayOfWeek: 1, weekendDays: [0, 6] }}>
      <QueryClientProvider client={queryClient}>
        <App />
        <Notifications position="bottom-right" limit={3} zIndex={400} />
      </QueryClientProvider>
    </DatesProvider>
  </MantineProvider>,
);
