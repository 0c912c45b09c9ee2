import './area.css';
import { PasswordInput, Radio, Textarea, TextInput } from '@mantine/core';
import type { SetOpening } from '../../shared/contract/backup.ts';
import { nobody } from './TwoPersons.tsx';

/** What was typed to open a backup set; both ways are kept while one is shown. */
export interface OpeningDraft {
  readonly way: SetOpening['with'];
  readonly first: { readonly login: string; readonly password: string };
  readonly second: { readonly login: string; readonly password: string };
  readonly shares: readonly [string, string];
  readonly stationSecret: string;
  /** Station secret is lost: posts get new passwords. */
  readonly secretLost: boolean;
}

/** Nothing typed. */
export const emptyOpening: OpeningDraft = {
  way: 'posts',
  first: nobody,
  second: nobody,
  shares: ['', ''],
  stationSecret: '',
  secretLost: false,
};

/** Why a set cannot be opened with this yet; null when it can be tried. */
export function openingProblem(draft: OpeningDraft): string | null {
  const people = draft.way === 'posts' || draft.secretLost;
  if (draft.way === 'shares' && draft.shares.some((share) => share.trim().length < 10))
    return '两份恢复份额未填全';
  if (!people) return null;
  if (draft.first.login === '' || draft.first.password === '') return '第一人的帐号和口令未填写';
  if (draft.second.login === '' || draft.second.password === '') return '第二人的帐号和口令未填写';
  return draft.first.login === draft.second.login ? '两人不能是同一帐号' : null;
}

/** The draft as the contract takes it. */
export function openingOf(draft: OpeningDraft): SetOpening {
  const typed = draft.stationSecret.trim();
  const stationSecret = typed === '' ? null : typed;
  const people = [draft.first, draft.second];
  return draft.way === 'posts'
    ? { with: 'posts', people, stationSecret }
    : {
        with: 'shares',
        shares: [...draft.shares],
        stationSecret,
        newPasswords: draft.secretLost ? people : [],
      };
}

/** Two posts with the passwords of that time, or two of three shares from the safe. */
export function SetOpeningFields(props: {
  value: OpeningDraft;
  onChange: (value: OpeningDraft) => void;
  /** The station secret lies on this machine. */
  secretHere: boolean;
  /** A rehearsal needs no new passwords. */
  forRestore: boolean;
}) {
  const { value, onChange, secretHere, forRestore } = props;
  const change = (part: Partial<OpeningDraft>) => onChange({ ...value, ...part });
  const asksPeople = value.way === 'posts' || value.secretLost;
  return (
    <div className="set-opening">
      <Radio.Group
        label="用什么打开"
        value={value.way}
        onChange={(way) => change({ way: way === 'shares' ? 'shares' : 'posts' })}
      >
        <div className="level-choice">
          <Radio value="posts" label="两名管理员当时的口令" />
          <Radio value="shares" label="恢复份额（三份中的两份）" />
        </div>
      </Radio.Group>
      {value.way === 'shares' && (
        <div className="pair">
          {([0, 1] as const).map((place) => (
            <Textarea
              key={place}
              label={`第 ${place + 1} 份恢复份额`}
              description="照保管人手中的纸面输入，大小写和空格不限。"
              autosize
              minRows={2}
              autoComplete="off"
              spellCheck={false}
              value={value.shares[place]}
              onChange={(event) => {
                const typed = event.currentTarget.value;
                change({ shares: place === 0 ? [typed, value.shares[1]] : [value.shares[0], typed] });
              }}
            />
          ))}
        </div>
      )}
      <Textarea
        label="工作站密钥（纸面）"
        description={
          secretHere
            ? '本机已有工作站密钥时可以不填。'
            : '本机没有工作站密钥：请照保险柜中的纸面输入。已丢失时只能用恢复份额。'
        }
        autosize
        minRows={2}
        autoComplete="off"
        spellCheck={false}
        value={value.stationSecret}
        onChange={(event) => change({ stationSecret: event.currentTarget.value })}
      />
      {forRestore && value.way === 'shares' && (
        <Radio.Group
          label="恢复后用什么口令登录"
          value={value.secretLost ? 'new' : 'old'}
          onChange={(choice) => change({ secretLost: choice === 'new' })}
        >
          <div className="level-choice">
            <Radio value="old" label="仍用备份当时的口令（须有工作站密钥）" />
            <Radio value="new" label="工作站密钥已丢失：为两名管理员设新口令" />
          </div>
        </Radio.Group>
      )}
      {asksPeople && (
        <div className="two-persons">
          {(['first', 'second'] as const).map((who) => (
            <fieldset key={who}>
              <legend>{who === 'first' ? '第一人（系统管理员）' : '第二人（另一名管理员）'}</legend>
              <TextInput
                label={who === 'first' ? '第一人帐号' : '第二人帐号'}
                autoComplete="off"
                spellCheck={false}
                value={value[who].login}
                onChange={(event) =>
                  change({ [who]: { ...value[who], login: event.currentTarget.value.trim().toLowerCase() } })
                }
              />
              <PasswordInput
                label={`${who === 'first' ? '第一人' : '第二人'}${value.way === 'shares' ? '新口令' : '当时的口令'}`}
                autoComplete="off"
                value={value[who].password}
                onChange={(event) =>
                  change({ [who]: { ...value[who], password: event.currentTarget.value } })
                }
              />
            </fieldset>
          ))}
        </div>
      )}
    </div>
  );
}
