import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Certificate, StaffRegisterRow } from '../../shared/contract/staff.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { ObjectUid } from '../../shared/ids.ts';
import { api, client, queryClient } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { sizeWords } from '../records/RecordPage/AttachmentList.tsx';
import { ContentPreview } from '../records/RecordPage/FilePreview.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { EndTag } from './EndTag.tsx';

type About = Certificate['about'];
const aboutWords: Readonly<Record<About, string>> = {
  title: '职称',
  norms: '服务规范培训',
  product: '产品技术培训',
};

/** One person: both trainings product by product, and the certificates that prove them. */
export function PersonPage({ row, onBack }: { row: StaffRegisterRow; onBack: () => void }) {
  const { today } = useSession();
  const tabs = useTabs();
  return (
    <article className="record">
      <PageHeader
        title={row.staff.name}
        number={row.staff.code}
        state={<ToneTag tone={row.able ? 'done' : 'refused'}>{row.state}</ToneTag>}
        under={
          <span>
            {row.title} · {row.site}
            {row.account === null ? ' · 没有登录帐号' : ` · 帐号 ${row.account.name}`}
          </span>
        }
      />
      <ScrollBody label={row.staff.name}>
        {row.reasons.length > 0 && (
          <ul className="missing-list">
            {row.reasons.map((reason) => (
              <li key={reason} className="tone-refused">
                {reason}
              </li>
            ))}
          </ul>
        )}
        <section className="section">
          <h2>
            培训 <span className="clause">两项均须在派出期内有效（5.2.1）</span>
          </h2>
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">培训</th>
                <th scope="col">有效期</th>
                <th scope="col">证书</th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <td>服务规范</td>
                <td>
                  <EndTag until={row.normsUntil} today={today} />
                </td>
                <td>{row.lacking.includes('服务规范培训') ? '缺' : ''}</td>
              </tr>
              {row.products.map((product) => (
                <tr key={product.code}>
                  <td>
                    {product.code} {product.name}
                  </td>
                  <td>
                    <EndTag until={product.until} today={today} />
                  </td>
                  <td>{product.certificates === 0 ? '缺' : `${product.certificates} 份`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <Certificates row={row} />
      </ScrollBody>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={onBack} />
        <KeyButton
          label="打开基础资料"
          onAct={() => tabs.open('masterEntry', { uid: row.staff.uid }, row.staff.name)}
        />
      </div>
    </article>
  );
}

function Certificates({ row }: { row: StaffRegisterRow }) {
  const may = useMay();
  const problem = useProblem();
  const found = useQuery(api.staff.certificates.queryOptions({ input: { staffUid: row.staff.uid } }));
  const [about, setAbout] = useState<About>('norms');
  const [model, setModel] = useState<string | null>(row.products[0]?.code ?? null);
  const [shown, setShown] = useState<Certificate | null>(null);
  const [leaving, setLeaving] = useState<Certificate | null>(null);
  const [clear, setClear] = useState<{ uid: ObjectUid; path: string } | null>(null);
  const reload = () => queryClient.invalidateQueries({ queryKey: api.staff.key() });
  const pick = () =>
    client.staff
      .pickCertificate({ staffUid: row.staff.uid, about, model: about === 'product' ? (model ?? '') : '' })
      .then(async ({ uid, clearFile }) => {
        if (uid === null) return;
        if (clearFile !== null) setClear({ uid, path: clearFile });
        await reload();
        showDone('证书已加密收入');
      }, problem);
  const settle = (erase: boolean) => {
    if (clear === null) return;
    client.staff.clearFile({ ...clear, erase }).then(() => setClear(null), problem);
  };
  const rows = found.data?.rows ?? [];
  const edits = may.act('master.edit');
  return (
    <section className="section">
      <h2>
        证书 <b>{rows.filter((one) => one.withdrawnAt === null).length}</b>
      </h2>
      {clear !== null && (
        <div className="ask-bar" role="alertdialog" aria-label="明文文件如何处理">
          <span>文件已加密收入。磁盘上还留有明文：{clear.path}</span>
          <Button size="xs" onClick={() => settle(true)}>
            清除明文
          </Button>
          <Button size="xs" variant="default" onClick={() => settle(false)}>
            保留（由我处理）
          </Button>
        </div>
      )}
      {found.error !== null && <Empty why={problemOf(found.error).message} />}
      {found.data !== undefined && rows.length === 0 && <Empty why="还没有收入证书。" />}
      {rows.length > 0 && (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">证明</th>
              <th scope="col">文件</th>
              <th scope="col">收入</th>
              <th scope="col">办理</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.uid} className={one.withdrawnAt === null ? '' : 'muted'}>
                <td>
                  {aboutWords[one.about]} {one.model}
                </td>
                <td>
                  {one.name} <span className="dim">{sizeWords(one.bytes)}</span>
                  {one.withdrawnAt !== null && <div className="dim">已撤下：{one.withdrawnReason}</div>}
                </td>
                <td className="whole">
                  {one.addedBy} {displayInstant(one.addedAt)}
                </td>
                <td className="whole">
                  <button
                    type="button"
                    className="link-button"
                    aria-label={`查看${one.name}`}
                    aria-expanded={shown?.uid === one.uid}
                    onClick={() => setShown(shown?.uid === one.uid ? null : one)}
                  >
                    {shown?.uid === one.uid ? '收起' : '查看'}
                  </button>{' '}
                  {edits && one.withdrawnAt === null && (
                    <button
                      type="button"
                      className="link-button"
                      aria-label={`撤下${one.name}`}
                      onClick={() => setLeaving(one)}
                    >
                      撤下
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown !== null && <Preview uid={shown.uid} name={shown.name} />}
      {edits && (
        <div className="act-row">
          <Select
            aria-label="证明什么"
            allowDeselect={false}
            data={(Object.keys(aboutWords) as About[]).map((value) => ({ value, label: aboutWords[value] }))}
            value={about}
            onChange={(value) => value !== null && setAbout(value as About)}
          />
          {about === 'product' && (
            <Select
              aria-label="产品"
              placeholder="产品"
              data={row.products.map((product) => ({
                value: product.code,
                label: `${product.code} ${product.name}`,
              }))}
              value={model}
              onChange={setModel}
            />
          )}
          <KeyButton
            label="收入证书…"
            size="xs"
            blocked={about === 'product' && model === null ? '产品未选择' : null}
            onAct={() => void pick()}
          />
        </div>
      )}
      {leaving !== null && (
        <ReasonDialog
          title={`撤下 ${leaving.name}`}
          confirm="撤下"
          hint="撤下后不再作为证明，文件和理由保留。"
          onClose={() => setLeaving(null)}
          onConfirm={(reason) => {
            setLeaving(null);
            client.staff.withdrawCertificate({ uid: leaving.uid, reason }).then(reload, problem);
          }}
        />
      )}
    </section>
  );
}

function Preview({ uid, name }: { uid: ObjectUid; name: string }) {
  const file = useQuery(api.staff.certificateContent.queryOptions({ input: { uid }, gcTime: 0 }));
  if (file.error !== null) return <p role="alert">{problemOf(file.error).message}</p>;
  if (file.data === undefined) return <Loading what="正在打开证书" />;
  return <ContentPreview {...file.data} name={name} />;
}
