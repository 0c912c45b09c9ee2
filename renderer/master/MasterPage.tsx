import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { MasterRow } from '../../shared/contract/master.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { MasterType } from '../../shared/forms/kinds.ts';
import { masterFormFor } from '../../shared/forms/registry.ts';
import { checkComplete, checkField, isFieldShown } from '../../shared/forms/validate.ts';
import type { MasterUid } from '../../shared/ids.ts';
import { api, client, queryClient } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { enterGoesNext } from '../parts/enterNext.ts';
import { FieldEditor } from '../parts/FieldEditor.tsx';
import { FieldShow } from '../parts/FieldShow.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { Timeline } from '../parts/Timeline.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { keyWords, useKey } from '../shell/keys.ts';
import { useMay, useSession } from '../shell/session.tsx';
import type { Json } from '../shell/settings.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { Configuration } from '../spares/Configuration.tsx';
import { entryStates } from './entryStates.ts';
import { JoinDialog } from './JoinDialog.tsx';
import { LifeView } from './LifeView.tsx';

type Content = MasterRow['content'];

/** Types whose stock hangs on the entry: they are not joined. */
const countedByEntry: readonly MasterType[] = ['part', 'depot'];

/** One entry of master data, new (uid null) or known: its fields, its whole life, its history. */
export function MasterPage(props: { type: MasterType; uid: MasterUid | null; onBack: () => void }) {
  if (props.uid === null) return <Entry {...props} row={null} />;
  return <Known {...props} uid={props.uid} />;
}

function Known(props: { type: MasterType; uid: MasterUid; onBack: () => void }) {
  const entry = useQuery(api.master.open.queryOptions({ input: { uid: props.uid } }));
  if (entry.error !== null) return <Empty why={problemOf(entry.error).message} />;
  if (entry.data === undefined) return <Loading what="正在打开" />;
  const { row, version, history, equipment } = entry.data;
  return (
    <Entry {...props} type={row.type} row={row} version={version}>
      {row.type === 'customer' && <EquipmentOf rows={equipment} />}
      {row.type === 'equipment' && <Configuration equipmentUid={row.uid} />}
      {(row.type === 'equipment' || row.type === 'customer') && (
        <LifeView uid={row.uid} title={row.type === 'equipment' ? '全寿命记录' : '来往与服务'} />
      )}
      <section className="section">
        <h2>更改经过</h2>
        <Timeline
          events={history.map((change) => ({
            key: `${change.version}`,
            at: change.at,
            by: change.by,
            what: `第 ${change.version} 版`,
            why: change.reason,
          }))}
        />
      </section>
    </Entry>
  );
}

function Entry(props: {
  type: MasterType;
  row: MasterRow | null;
  version?: number;
  onBack: () => void;
  children?: ReactNode;
}) {
  const { type, row } = props;
  const form = masterFormFor(type);
  const may = useMay();
  const { site } = useSession();
  const problem = useProblem();
  const [edited, setEdited] = useState<Content | null>(row === null ? {} : null);
  const [asking, setAsking] = useState<'save' | 'retire' | 'join' | null>(null);
  const [busy, setBusy] = useState(false);
  const editing = edited !== null;
  const content: Content = edited ?? row?.content ?? {};
  const gaps = checkComplete(form, content, []);
  const blocked = gaps.length === 0 ? null : `还缺：${gaps.map((gap) => gap.label).join('、')}`;
  const back = () => {
    if (row !== null && editing) setEdited(null);
    else props.onBack();
  };
  useKey('back', back);
  const save = async (reason: string | null) => {
    setBusy(true);
    setAsking(null);
    try {
      await client.master.save({ uid: row?.uid ?? null, type, content, reason });
      showDone(`${form.title}已保存`);
      await queryClient.invalidateQueries({ queryKey: api.master.key() });
      if (row === null) props.onBack();
      else setEdited(null);
    } catch (error) {
      problem(error);
    } finally {
      setBusy(false);
    }
  };
  const retire = (reason: string) => {
    setAsking(null);
    if (row === null) return;
    client.master.retire({ uid: row.uid, reason }).then(async () => {
      showDone(`${row.name} 已停用`);
      await queryClient.invalidateQueries({ queryKey: api.master.key() });
      props.onBack();
    }, problem);
  };
  const joinTo = (into: MasterUid, reason: string) => {
    setAsking(null);
    if (row === null) return;
    client.master.join({ uid: row.uid, into, reason }).then(async () => {
      showDone(`${row.code} 已归并`, '录入它的单位随下一个数据包得知。');
      await queryClient.invalidateQueries({ queryKey: api.master.key() });
      props.onBack();
    }, problem);
  };
  const joinable = row?.state === 'provisional' && site.kind === 'center' && !countedByEntry.includes(type);
  const notAllowed = may.act('master.edit') ? null : '您的岗位不维护基础资料；由管理信息部或单位专人办理。';
  return (
    <article className="record" onKeyDown={(event) => enterGoesNext(event)}>
      <PageHeader
        title={row === null ? `新建${form.title}` : row.name}
        number={row === null || row.code === row.name ? null : row.code}
        state={
          row === null ? undefined : (
            <ToneTag tone={entryStates[row.state].tone}>{entryStates[row.state].label}</ToneTag>
          )
        }
        under={
          row === null ? undefined : (
            <>
              <span>{form.title}</span>
              <span>
                第 {props.version} 版　{displayInstant(row.changedAt)}
              </span>
              <span>站点 {row.owningSite}</span>
            </>
          )
        }
      />
      <div className="page-body">
        {form.layout.groups.map((group) => (
          <section key={group.key} className="section">
            <h2>{group.label}</h2>
            <div className="fields">
              {form.fields
                .filter((field) => field.group === group.key && isFieldShown(form, field, content, []))
                .map((field) => (
                  <div
                    key={field.key}
                    className={field.width === 2 ? 'field wide' : 'field'}
                    data-field={field.key}
                  >
                    {editing ? (
                      <FieldEditor
                        field={field}
                        value={content[field.key]}
                        required={field.required}
                        problem={checkField(form, field.key, content[field.key])?.problem}
                        onCommit={(value: Json) =>
                          setEdited((before) => ({ ...(before ?? content), [field.key]: value }))
                        }
                      />
                    ) : (
                      <>
                        <div className="field-label">{field.label}</div>
                        <FieldShow field={field} value={content[field.key]} />
                      </>
                    )}
                  </div>
                ))}
            </div>
          </section>
        ))}
        {props.children}
      </div>
      <section className="page-foot" aria-label="办理">
        <button type="button" className="link-button" onClick={back}>
          返回 <kbd>{keyWords('back')}</kbd>
        </button>
        {editing ? (
          <KeyButton
            label="保存"
            tone="main"
            keyName="main"
            busy={busy}
            blocked={blocked}
            reasonBeside
            onAct={() => (row === null ? void save(null) : setAsking('save'))}
          />
        ) : (
          <>
            <KeyButton
              label="停用"
              tone="danger"
              blocked={notAllowed ?? (row?.state === 'retired' ? '已经停用。' : null)}
              onAct={() => setAsking('retire')}
            />
            {joinable && <KeyButton label="归并…" blocked={notAllowed} onAct={() => setAsking('join')} />}
            <KeyButton
              label="更改"
              tone="main"
              keyName="main"
              blocked={notAllowed}
              onAct={() => setEdited({ ...content })}
            />
          </>
        )}
      </section>
      {asking === 'join' && row !== null && (
        <JoinDialog row={row} onClose={() => setAsking(null)} onConfirm={joinTo} />
      )}
      {(asking === 'save' || asking === 'retire') && (
        <ReasonDialog
          title={asking === 'save' ? `更改${form.title}` : `停用 ${row?.name ?? ''}`}
          confirm={asking === 'save' ? '保存' : '停用'}
          hint="理由记入更改经过；旧版本仍可查阅。"
          onClose={() => setAsking(null)}
          onConfirm={(reason) => (asking === 'save' ? void save(reason) : retire(reason))}
        />
      )}
    </article>
  );
}

function EquipmentOf({ rows }: { rows: readonly MasterRow[] }) {
  const tabs = useTabs();
  return (
    <section className="section">
      <h2>
        产品 <b>{rows.length}</b>
      </h2>
      {rows.length === 0 && <p className="dim">该单位没有登记产品。</p>}
      <ul className="named-rows">
        {rows.map((row) => (
          <li key={row.uid}>
            <button
              type="button"
              className="link-button"
              onClick={() => tabs.open('masterEntry', { uid: row.uid }, row.code)}
            >
              {row.code}
            </button>
            <span className="dim">{row.hint}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
