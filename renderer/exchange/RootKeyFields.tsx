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

/** Where two persons enter a new passphrase by halves. */
export function PassphraseHalves(props: {
  of: string;
  first: string;
  other: string;
  onChange: (part: { first?: string; other?: string }) => void;
}) {
  return (
    <>
      <PasswordInput
        label={`${props.of}前半段口令（第一人）`}
        autoComplete="off"
        value={props.first}
        onChange={(event) => props.onChange({ first: event.currentTarget.value })}
      />
      <PasswordInput
        label={`${props.of}后半段口令（第二人）`}
        autoComplete="off"
        value={props.other}
        onChange={(event) => props.onChange({ other: event.currentTarget.value })}
      />
    </>
  );
}

/** Encrypted root key, the two halves of its passphrase, and where the signed roster goes. */
export function RootKeyFields(props: {
  value: RootKeyEntry;
  /** Where nothing is written beside it. */
  withoutFolder?: boolean;
  onChange: (entry: RootKeyEntry) => void;
}) {
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
      <PassphraseHalves of="" first={value.first} other={value.other} onChange={change} />
      {props.withoutFolder !== true && (
        <div className="wide">
          <PathField
            label="写出名册的文件夹"
            title="写出名册的文件夹"
            value={value.folder}
            onChange={(folder) => change({ folder })}
          />
        </div>
      )}
    </>
  );
}
