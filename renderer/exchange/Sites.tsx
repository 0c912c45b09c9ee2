import { useState } from 'react';
import { displayInstant } from '../../shared/forms/display.ts';
import { client } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { levelNames, siteKindNames } from '../parts/words.ts';
import { useMay } from '../shell/session.tsx';
import { AcceptRoot } from './AcceptRoot.tsx';
import { OpenStream } from './OpenStream.tsx';
import { OwnKeys } from './OwnKeys.tsx';
import { PinSite } from './PinSite.tsx';
import { RenewRoot } from './RenewRoot.tsx';
import { RootCode } from './RootCode.tsx';
import { refreshExchange } from './refreshExchange.ts';
import { SignRoster } from './SignRoster.tsx';
import type { SiteRow } from './words.ts';

const columns: readonly Column<SiteRow>[] = [
  { key: 'code', label: '代码', width: '76px', render: (row) => <b>{row.code}</b> },
  { key: 'name', label: '站点', width: 'minmax(120px, 1fr)', render: (row) => row.name },
  {
    key: 'trust',
    label: '信任',
    width: '112px',
    render: (row) =>
      row.self ? (
        <ToneTag tone="done">本站</ToneTag>
      ) : row.streamState === 'frozen' ? (
        <ToneTag tone="refused">已冻结</ToneTag>
      ) : row.pinnedAt === null ? (
        <ToneTag tone="attention">未建立</ToneTag>
      ) : (
        <ToneTag tone="done">已建立</ToneTag>
      ),
  },
  { key: 'level', label: '最高密级', width: '76px', render: (row) => levelNames[row.highestLevel] },
  {
    key: 'roster',
    label: '名册',
    width: '72px',
    render: (row) => (row.rosterVersion === null ? '无' : `第 ${row.rosterVersion} 版`),
  },
];

const pinKey = '*pin';
const signKey = '*sign';
const keysKey = '*keys';
const renewRootKey = '*renewRoot';
const acceptRootKey = '*acceptRoot';

/** Sites with their trust: fingerprint words, rosters, and the ceremony that pins a new one. */
export function Sites({ sites }: { sites: readonly SiteRow[] }) {
  const may = useMay();
  const trusts = may.act('site.trust');
  const problem = useProblem();
  const [chosen, setChosen] = useState<string | null>(sites.find((site) => site.self)?.code ?? null);
  const open = sites.find((site) => site.code === chosen);
  const leave = () => setChosen(sites.find((site) => site.self)?.code ?? null);
  const acceptRoster = () => {
    client.session
      .chooseFile({ title: '选择对方的新名册', extensions: ['json'] })
      .then(async ({ path }) => {
        if (path === null) return;
        const { site, version } = await client.exchange.acceptRoster({ rosterFile: path });
        await refreshExchange();
        showDone(`已收入 ${site} 的第 ${version} 版名册`, '新密钥立即生效。');
      })
      .catch(problem);
  };
  return (
    <SplitView
      name="sites"
      listWidth={520}
      list={
        <>
          <FilterBar count={`${sites.length} 个站点`} />
          <DataTable
            label="站点"
            columns={columns}
            rows={sites}
            rowKey={(row) => row.code}
            chosen={chosen}
            onMove={(row) => setChosen(row.code)}
            onOpen={(row) => setChosen(row.code)}
            empty={<Empty why="还没有站点。" />}
          />
          <div className="page-foot">
            <KeyButton
              label="建立信任"
              tone="main"
              keyName="create"
              blocked={trusts ? null : '由系统管理员与安全保密管理员办理'}
              reasonBeside
              onAct={() => setChosen(pinKey)}
            />
            {trusts && (
              <>
                <KeyButton label="签署本站名册" onAct={() => setChosen(signKey)} />
                <KeyButton label="收入新名册…" onAct={acceptRoster} />
                <KeyButton label="本站密钥" onAct={() => setChosen(keysKey)} />
                <KeyButton label="收入新根密钥" onAct={() => setChosen(acceptRootKey)} />
              </>
            )}
          </div>
        </>
      }
      detail={
        chosen === pinKey ? (
          <PinSite onDone={setChosen} onLeave={leave} />
        ) : chosen === signKey ? (
          <SignRoster onLeave={leave} />
        ) : chosen === keysKey ? (
          <OwnKeys
            onSign={() => setChosen(signKey)}
            onRenewRoot={() => setChosen(renewRootKey)}
            onLeave={leave}
          />
        ) : chosen === renewRootKey ? (
          <RenewRoot onLeave={() => setChosen(keysKey)} />
        ) : chosen === acceptRootKey ? (
          <AcceptRoot onDone={setChosen} onLeave={leave} />
        ) : open === undefined ? null : (
          <SiteDetail key={open.code} site={open} trusts={trusts} />
        )
      }
    />
  );
}

function SiteDetail({ site, trusts }: { site: SiteRow; trusts: boolean }) {
  return (
    <>
      <PageHeader
        title={site.name}
        number={site.code}
        state={
          site.self ? (
            <ToneTag tone="done">本站</ToneTag>
          ) : (
            <ToneTag tone={site.streamState === 'frozen' ? 'refused' : 'done'}>
              {site.streamState === 'frozen' ? '数据流已冻结' : '往来正常'}
            </ToneTag>
          )
        }
        under={`${siteKindNames[site.kind]} · 最高${levelNames[site.highestLevel]}`}
      />
      <ScrollBody label="站点信任">
        {site.streamState === 'frozen' && (
          <p className="callout refused section" role="alert">
            ✕
            收到过同一序号的两个不同数据包，该站点的数据流已冻结，不再接收。须与对方逐号核对，查明哪一个是真的、另一个从何而来；证据已留存在“导入”的列表里。
          </p>
        )}
        {site.streamState === 'frozen' && trusts && <OpenStream site={site.code} />}
        {!site.self && site.pinnedAt !== null && site.provenAt === null && (
          <p className="callout attention section">
            ▲ 尚未收到对方的第一个回执。此前准备的都是不含记录的试验包；收到回执后，记录随下一个数据包发出。
          </p>
        )}
        <dl className="facts section">
          <dt>信任建立于</dt>
          <dd>{site.pinnedAt === null ? '—' : displayInstant(site.pinnedAt)}</dd>
          <dt>试验往来</dt>
          <dd>{site.self ? '—' : site.provenAt === null ? '未完成' : displayInstant(site.provenAt)}</dd>
          <dt>密钥名册</dt>
          <dd>{site.rosterVersion === null ? '尚未签署' : `第 ${site.rosterVersion} 版`}</dd>
          <dt>根密钥指纹</dt>
          <dd className="wide">{site.rootFingerprint ?? '—'}</dd>
        </dl>
        {site.fingerprintWords.length > 0 && (
          <section className="section">
            <h2>口令词</h2>
            <RootCode words={site.fingerprintWords} fingerprint={site.rootFingerprint ?? ''} />
            <p className="hint">
              {site.self
                ? '抄录或打印后当面交给对方，对方第二人打电话逐词核对。'
                : '与对方纸面逐词一致时才可信任。'}
            </p>
          </section>
        )}
        {site.self && site.rosterVersion === null && (
          <p className="callout attention">
            ▲ 本站名册尚未签署，其他站点还不能核对本站的数据包。请两名管理员取出根密钥，按“签署本站名册”。
          </p>
        )}
      </ScrollBody>
    </>
  );
}
