import type { Screen } from '../shell/screens.ts';
import { PasswordScreen } from './PasswordScreen.tsx';

/** What a person does with the own account. */
export const screens: readonly Screen[] = [
  {
    key: 'password',
    title: '修改口令',
    component: PasswordScreen,
    help: [
      {
        clause: '5.11.1',
        text: '口令由本人掌握，不得告诉他人。修改后签名密钥不变，此前的签名仍然有效。',
      },
    ],
  },
];
