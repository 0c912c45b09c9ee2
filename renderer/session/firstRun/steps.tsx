import { Checkbox, PasswordInput, Radio, TextInput } from '@mantine/core';
import { type Post, roleNames, siteKinds } from '../../../shared/policy/roles.ts';
import { PathField } from '../../parts/PathField.tsx';
import { levelNames, siteKindNames } from '../../parts/words.ts';
import { NewPassword, passwordRule, type TypedPassword } from '../NewPassword.tsx';
import { type AdministratorDraft, type FirstRunDraft, halfProblem, policyOf } from './draft.ts';

/** Props of every step. */
export interface StepProps {
  readonly draft: FirstRunDraft;
  readonly change: (part: Partial<FirstRunDraft>) => void;
}

/** Name, code, kind and highest level of the site. */
export function SiteStep({ draft, change }: StepProps) {
  return (
    <div className="first-run-fields">
      <TextInput
        label="站点名称"
        description="写在窗口、打印件和数据包上，如：客户服务中心"
        inputWrapperOrder={['label', 'input', 'description']}
        autoFocus
        maxLength={60}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TextInput
        label="站点代码"
        description="2–8 位大写字母或数字，字母开头。用于编号和数据包，建立后不能更改"
        inputWrapperOrder={['label', 'input', 'description']}
        maxLength={8}
        value={draft.code}
        onChange={(event) => change({ code: event.currentTarget.value.trim().toUpperCase() })}
      />
      <Radio.Group
        label="站点类别"
        value={draft.kind}
        onChange={(kind) => change({ kind: kind as FirstRunDraft['kind'] })}
      >
        {siteKinds.map((kind) => (
          <Radio key={kind} mt={8} value={kind} label={siteKindNames[kind]} />
        ))}
      </Radio.Group>
      <Radio.Group
        label="本机处理的最高密级"
        value={String(draft.highestLevel)}
        onChange={(level) => change({ highestLevel: Number(level) as 1 | 2 | 3 })}
      >
        {([1, 2, 3] as const).map((level) => (
          <Radio key={level} mt={8} value={String(level)} label={levelNames[level]} />
        ))}
        <p className="hint">口令长度、更换周期和自动锁定时间由此决定。本程序不处理绝密。</p>
      </Radio.Group>
    </div>
  );
}

const duties: Readonly<Record<Post, string>> = {
  systemAdmin: '建立和停用帐号、备份。不能查看任何业务记录，不能授权。',
  securityAdmin: '启用帐号，授予岗位和涉密等级，登记介质和打印机。不能查看记录内容。',
  auditor: '查阅、校验审计记录，监督另外两名管理员。不办理其他任何事项。',
};

/** The three administrators, each typing the own password. */
export function AdministratorsStep({ draft, change }: StepProps) {
  const policy = policyOf(draft);
  const replace = (one: AdministratorDraft) => {
    const [system, security, auditor] = draft.administrators.map((other) =>
      other.post === one.post ? one : other,
    );
    if (system && security && auditor) change({ administrators: [system, security, auditor] });
  };
  return (
    <>
      <p className="rules-line">{passwordRule(policy)}</p>
      <div className="person-cards">
        {draft.administrators.map((one, index) => (
          <fieldset key={one.post} className="person-card">
            <legend>{roleNames[one.post]}</legend>
            <p className="person-duty">{duties[one.post]}</p>
            <TextInput
              label="姓名"
              aria-label={`${roleNames[one.post]}姓名`}
              autoFocus={index === 0}
              autoComplete="off"
              maxLength={40}
              value={one.name}
              onChange={(event) => replace({ ...one, name: event.currentTarget.value })}
            />
            <TextInput
              label="登录名"
              aria-label={`${roleNames[one.post]}登录名`}
              autoComplete="off"
              spellCheck={false}
              maxLength={32}
              value={one.login}
              onChange={(event) => replace({ ...one, login: event.currentTarget.value.trim().toLowerCase() })}
            />
            <NewPassword
              label="口令"
              login={one.login}
              policy={policy}
              value={one.typed}
              onChange={(typed) => replace({ ...one, typed })}
            />
          </fieldset>
        ))}
      </div>
    </>
  );
}

/** Passphrase of the root key in two halves, and the folder for its encrypted file. */
export function RootKeyStep({ draft, change }: StepProps) {
  const [first, second] = draft.halves;
  return (
    <>
      <p className="rules-line">
        两人各输入一半，互相回避。任何一人单独不能打开根密钥。每一半至少 10
        个字符、含三类字符，各自抄录后分别封存。
      </p>
      <div className="person-cards two">
        <Half
          legend="第一人：系统管理员"
          label="前半段"
          autoFocus
          value={first}
          onChange={(half) => change({ halves: [half, second] })}
        />
        <Half
          legend="第二人：安全保密管理员"
          label="后半段"
          value={second}
          onChange={(half) => change({ halves: [first, half] })}
        />
      </div>
      <div className="first-run-fields section">
        <div className="wide">
          <PathField
            label="存放加密根密钥文件的文件夹"
            title="存放根密钥的文件夹"
            hint="建议直接选择将放入保险柜的移动介质。文件用 age 格式加密，没有两段口令打不开。"
            value={draft.rootFolder}
            onChange={(rootFolder) => change({ rootFolder })}
          />
        </div>
      </div>
    </>
  );
}

function Half(props: {
  legend: string;
  label: string;
  autoFocus?: boolean;
  value: TypedPassword;
  onChange: (value: TypedPassword) => void;
}) {
  const { value, onChange } = props;
  const problem = halfProblem(value);
  return (
    <fieldset className="person-card">
      <legend>{props.legend}</legend>
      <PasswordInput
        label={`口令${props.label}`}
        autoFocus={props.autoFocus ?? false}
        autoComplete="off"
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
      />
      <PasswordInput
        label={`${props.label}再输一次`}
        autoComplete="off"
        value={value.again}
        onChange={(event) => onChange({ ...value, again: event.currentTarget.value })}
      />
      <p className={problem === null ? 'password-state fits' : 'password-state'} role="status">
        {problem === null ? '✓ 符合要求' : `○ ${problem}`}
      </p>
    </fieldset>
  );
}

/** Where the daily backup goes. */
export function BackupStep({ draft, change }: StepProps) {
  return (
    <>
      <p className="rules-line">
        每天第一次登录时自动备份，并打开备份核对。备份目标须在另一块磁盘上；同一块磁盘损坏时，数据和备份会一起丢失。
      </p>
      <div className="first-run-fields">
        <div className="wide">
          <PathField
            label="备份文件夹"
            title="备份文件夹"
            value={draft.backupFolder}
            onChange={(backupFolder) => change({ backupFolder, backupLater: false })}
          />
        </div>
        <Checkbox
          className="wide"
          label="以后再设置（设置之前，每个人的首页都会显示红色提示）"
          checked={draft.backupLater}
          onChange={(event) =>
            change({
              backupLater: event.currentTarget.checked,
              ...(event.currentTarget.checked && { backupFolder: null }),
            })
          }
        />
      </div>
    </>
  );
}

/** Everything once more, before the site is made. No password is shown. */
export function ReviewStep({ draft }: StepProps) {
  return (
    <dl className="review-list">
      <dt>站点</dt>
      <dd>
        {draft.name}（{draft.code}），{siteKindNames[draft.kind]}
      </dd>
      <dt>最高密级</dt>
      <dd>{levelNames[draft.highestLevel]}</dd>
      {draft.administrators.map((one) => (
        <ReviewRow key={one.post} term={roleNames[one.post]} words={`${one.name}，登录名 ${one.login}`} />
      ))}
      <ReviewRow term="加密根密钥文件" words={draft.rootFolder ?? ''} />
      <ReviewRow term="备份文件夹" words={draft.backupFolder ?? '以后设置'} />
    </dl>
  );
}

function ReviewRow({ term, words }: { term: string; words: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{words}</dd>
    </>
  );
}
