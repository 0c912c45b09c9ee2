import { Checkbox, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReaderChoice } from '../../../shared/contract/access.ts';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import type { AccountRef } from '../../../shared/contract/primitives.ts';
import type { RecordDetail } from '../../../shared/contract/records.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import type { Day, SiteCode } from '../../../shared/ids.ts';
import { mayRecord, type OfficeRole, officeRoles } from '../../../shared/policy/permissions.ts';
import { roleExistsAt, roleNames } from '../../../shared/policy/roles.ts';
import { RequestDecision } from '../../access/Requests.tsx';
import { refreshAccess } from '../../access/refresh.ts';
import { api, client } from '../../client.ts';
import { AccountPicker } from '../../parts/AccountPicker.tsx';
import { DayInput } from '../../parts/DayInput.tsx';
import { ReasonDialog } from '../../parts/dialogs.tsx';
import { Empty, Loading } from '../../parts/Empty.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { problemOf, showDone, useProblem } from '../../parts/problem.tsx';
import { ToneTag } from '../../parts/tags.tsx';
import { useSession } from '../../shell/session.tsx';
import '../../access/access.css';

type Readers = CallOutput<'access.readers'>;
type Named = Readers['named'][number];

/** 知悉范围: who reads by default, who is named until when, what is asked for, and the acts on it. */
export function ReadersPanel({ detail }: { detail: RecordDetail }) {
  const { uid } = detail.row;
  const found = useQuery(api.access.readers.queryOptions({ input: { uid } }));
  if (found.isPending) return <Loading what="正在读取知悉范围" />;
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  const readers = found.data;
  const present = readers.named.filter((one) => !one.ended);
  const ended = readers.named.filter((one) => one.ended);
  return (
    <>
      <p>
        {readers.restricted ? (
          <ToneTag tone="attention">限定知悉：仅下列人员</ToneTag>
        ) : (
          <>默认知悉：{readers.defaults.length === 0 ? '无' : readers.defaults.join('、')}；以及下列人员</>
        )}
      </p>
      <ul className="named-rows" aria-label="知悉人">
        {present.map((one) => (
          <NamedReader key={one.reader} detail={detail} one={one} />
        ))}
      </ul>
      {ended.length > 0 && (
        <p className="dim">
          已终止：
          {ended.map((one) => `${one.name}（${one.reason}，${displayInstant(one.until ?? '')}）`).join('、')}
        </p>
      )}
      {readers.requests.length > 0 && (
        <ul className="decision-list" aria-label="待批准的知悉申请">
          {readers.requests.map((request) => (
            <li key={request.uid}>
              <RequestDecision request={request} />
            </li>
          ))}
        </ul>
      )}
      <AskReader detail={detail} readers={readers} />
      <Restrict detail={detail} readers={readers} />
    </>
  );
}

function NamedReader({ detail, one }: { detail: RecordDetail; one: Named }) {
  const problem = useProblem();
  const [ending, setEnding] = useState(false);
  return (
    <li>
      <b>{one.name}</b>
      {one.emergency && <ToneTag tone="refused">紧急知悉</ToneTag>}
      <span className="dim">
        {one.reason}
        {one.until !== null && `，至 ${displayInstant(one.until)}`}
      </span>
      <KeyButton label="终止…" size="xs" blocked={one.endBlocked} onAct={() => setEnding(true)} />
      {ending && (
        <ReasonDialog
          title={`终止 ${one.name} 的知悉`}
          confirm="终止知悉"
          hint="立即生效，写入记录经过。"
          onConfirm={(reason) => {
            client.access.endReader({ uid: detail.row.uid, reader: one.reader, reason }).then(async () => {
              setEnding(false);
              showDone(`已终止 ${one.name} 的知悉`);
              await refreshAccess();
            }, problem);
          }}
          onClose={() => setEnding(false)}
        />
      )}
    </li>
  );
}

const types = [
  { value: 'person', label: '人员' },
  { value: 'office', label: '部门' },
  { value: 'site', label: '其他站点' },
];

function AskReader({ detail, readers }: { detail: RecordDetail; readers: Readers }) {
  const problem = useProblem();
  const { site } = useSession();
  const [type, setType] = useState('person');
  const [who, setWho] = useState<AccountRef | null>(null);
  const [office, setOffice] = useState<OfficeRole | null>(null);
  const [other, setOther] = useState<SiteCode | null>(null);
  const [until, setUntil] = useState<Day | null>(null);
  const [reason, setReason] = useState('');
  const choice = ((): ReaderChoice | null => {
    if (type === 'person') return who === null ? null : { type: 'person', accountUid: who.uid };
    if (type === 'office') return office === null ? null : { type: 'office', role: office };
    return other === null ? null : { type: 'site', code: other };
  })();
  const gap =
    readers.askBlocked ??
    (choice === null
      ? '请选择由谁知悉。'
      : until === null
        ? '请填写终止日期。'
        : reason.trim().length < 2
          ? '请填写理由。'
          : null);
  const offices = officeRoles.filter(
    (role) => roleExistsAt(role, site.kind) && mayRecord([role], 'read', detail.row.kind),
  );
  const ask = () => {
    if (choice === null || until === null) return;
    client.access
      .askReader({ uid: detail.row.uid, reader: choice, until, reason: reason.trim() })
      .then(async () => {
        setWho(null);
        setReason('');
        showDone('申请已提交', '由领导在“知悉与定密”或本页批准。');
        await refreshAccess();
      }, problem);
  };
  return (
    <div className="line-fields">
      <Select
        label="增加知悉"
        w={110}
        data={types}
        value={type}
        allowDeselect={false}
        onChange={(value) => setType(value ?? 'person')}
      />
      {type === 'person' && <AccountPicker label="人员" value={who} onChange={setWho} />}
      {type === 'office' && (
        <Select
          label="部门"
          w={160}
          data={offices.map((role) => ({ value: role, label: roleNames[role] }))}
          value={office}
          onChange={(value) => setOffice(offices.find((role) => role === value) ?? null)}
        />
      )}
      {type === 'site' && (
        <Select
          label="站点"
          w={160}
          data={readers.sites.map((one) => ({ value: one.code, label: one.name }))}
          value={other}
          onChange={(value) => setOther(readers.sites.find((one) => one.code === value)?.code ?? null)}
        />
      )}
      <DayInput label="终止日期" value={until} onChange={setUntil} />
      <TextInput
        label="理由"
        w={220}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <KeyButton label="申请知悉" blocked={gap} onAct={ask} />
    </div>
  );
}

function Restrict({ detail, readers }: { detail: RecordDetail; readers: Readers }) {
  const problem = useProblem();
  const [asking, setAsking] = useState(false);
  const words = readers.restricted ? '解除限定' : '限定知悉';
  return (
    <>
      <Checkbox
        label="限定知悉（默认知悉人员不再可读，仅列名人员可读）"
        description={readers.decideBlocked ?? undefined}
        disabled={readers.decideBlocked !== null}
        checked={readers.restricted}
        onChange={() => setAsking(true)}
      />
      {asking && (
        <ReasonDialog
          title={words}
          confirm={words}
          onConfirm={(reason) => {
            client.access
              .restrict({ uid: detail.row.uid, restricted: !readers.restricted, reason })
              .then(async () => {
                setAsking(false);
                showDone(`已${words}`);
                await refreshAccess();
              }, problem);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
