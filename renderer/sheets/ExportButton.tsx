import { Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallInput } from '../../shared/contract/contract.ts';
import { api, client, queryClient } from '../client.ts';
import { AskDialog } from '../parts/dialogs.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { levelNames } from '../parts/words.ts';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';

type Source = CallInput<'sheets.apply'>['source'];

/** Asks for the list as it stands on the screen, as a file: what for, and onto which medium. */
export function ExportButton(props: {
  /** What the list is called in the file. */
  title: string;
  source: Source;
  /** Further columns that the file may have: the fields of the one form that the list is narrowed to. */
  fields: readonly string[];
}) {
  const may = useMay();
  const [asking, setAsking] = useState(false);
  if (!may.act('sheet.export')) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        导出…
      </Button>
      {asking && <AskExport {...props} onClose={() => setAsking(false)} />}
    </>
  );
}

function AskExport(props: { title: string; source: Source; fields: readonly string[]; onClose: () => void }) {
  const problem = useProblem();
  const tabs = useTabs();
  const media = useQuery(api.sheets.media.queryOptions());
  const [title, setTitle] = useState(props.title);
  const [purpose, setPurpose] = useState('');
  const [medium, setMedium] = useState<string | null>(null);
  const [whole, setWhole] = useState(false);
  const [busy, setBusy] = useState(false);
  const ask = () => {
    if (medium === null) return;
    setBusy(true);
    const extra = props.fields.filter((key) => !props.source.columns.includes(key));
    const columns = whole ? [...props.source.columns, ...extra] : props.source.columns;
    client.sheets
      .apply({ source: { ...props.source, columns }, title: title.trim(), purpose: purpose.trim(), medium })
      .then(async (made) => {
        props.onClose();
        await queryClient.invalidateQueries({ queryKey: api.sheets.key() });
        showDone(
          `已申请导出 ${made.rows} 行，密级 ${made.marking}`,
          '下一步：由另一人审批，再由您写出文件。',
        );
        tabs.open('sheets');
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <AskDialog
      title="申请导出表格"
      confirm="申请"
      busy={busy}
      blocked={title.trim() === '' || purpose.trim().length < 2 || medium === null}
      onConfirm={ask}
      onClose={props.onClose}
    >
      <TextInput
        label="名称"
        maxLength={60}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Textarea
        label="用途"
        data-autofocus
        autosize
        minRows={2}
        value={purpose}
        onChange={(event) => setPurpose(event.currentTarget.value)}
      />
      <Select
        label="移动介质"
        placeholder={media.data?.rows.length === 0 ? '没有登记的介质' : '选择已登记的介质'}
        description="介质由安全保密管理员登记；文件的密级取所含记录的最高密级，不得高于介质的密级"
        inputWrapperOrder={['label', 'input', 'description']}
        data={(media.data?.rows ?? []).map((row) => ({
          value: row.number,
          label: `${row.number} ${row.kind}（${levelNames[row.level]}，保管 ${row.holder}）`,
        }))}
        value={medium}
        onChange={setMedium}
        allowDeselect={false}
      />
      {props.fields.length > 0 && (
        <Checkbox
          label="除屏幕上的列外，再加表单的各栏"
          checked={whole}
          onChange={(event) => setWhole(event.currentTarget.checked)}
        />
      )}
    </AskDialog>
  );
}
