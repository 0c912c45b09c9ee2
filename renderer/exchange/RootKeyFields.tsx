import { PasswordInput } from '@mantine/core';
import { PathField } from '../parts/PathField.tsx';

/** What is entered to sign a roster by the site's root key, of which each of two persons knows half the passphrase. */
export interface RootKeyEntry {
  readonly rootKeyFile: string | null;
  readonly first: string;
  readonly other: string;
  readonly folder: string | null;
}

/** Nothing entered yet. */
export const noRootKey: RootKeyEntry = { rootKeyFile: null, first: '', other: '', folder: null };

/** Chinese sentence of what is missing, null when all is there. */
export function rootKeyProblem(entry: RootKeyEntry): string | null {
  if (entry.rootKeyFile === null) return '根密钥文件未选择';
  if (entry.first === '' || entry.other === '') return '根密钥口令未填写';
  return entry.folder === null ? '写出名册的文件夹未选择' : null;
}

/** What the program is asked with, null while something is missing. */
export function rootKeyInput({ rootKeyFile, first, other, folder }: RootKeyEntry) {
  if (rootKeyFile === null || folder === null) return null;
  const rootPassphrase: [string, string] = [first, other];
  return { rootKeyFile, rootPassphrase, folder };
}

/** Encrypted root key, the two halves of its passphrase, and where the signed roster goes. */
export function RootKeyFields(props: { value: RootKeyEntry; onChange: (entry: RootKeyEntry) => void }) {
  const { value } = props;
  const change = (part: Partial<RootKeyEntry>) => props.onChange({ ...value, ...part });
  return (
    <>
      <div className="wide">
        <PathField
          label="加密根密钥文件"
          title="选择加密根密钥文件"
          extensions={['age']}
          value={value.rootKeyFile}
          onChange={(rootKeyFile) => change({ rootKeyFile })}
        />
      </div>
      <PasswordInput
        label="前半段口令（第一人）"
        autoComplete="off"
        value={value.first}
        onChange={(event) => change({ first: event.currentTarget.value })}
      />
      <PasswordInput
        label="后半段口令（第二人）"
        autoComplete="off"
        value={value.other}
        onChange={(event) => change({ other: event.currentTarget.value })}
      />
      <div className="wide">
        <PathField
          label="写出名册的文件夹"
          title="写出名册的文件夹"
          value={value.folder}
          onChange={(folder) => change({ folder })}
        />
      </div>
    </>
  );
}
