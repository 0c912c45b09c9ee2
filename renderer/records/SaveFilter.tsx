import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CallInput } from '../../shared/contract/contract.ts';
import { api, client, queryClient } from '../client.ts';
import { AskDialog } from '../parts/dialogs.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';

/** Keeps the present filter under a name; it stands on the home page with its live count, and with everybody if shared. */
export function SaveFilter({ filter }: { filter: CallInput<'service.saveFilter'>['filter'] }) {
  const problem = useProblem();
  const [asking, setAsking] = useState(false);
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = () => {
    setAsking(false);
    client.service.saveFilter({ name, filter, shared }).then(async () => {
      setName('');
      showDone('筛选已保存，在首页上');
      await queryClient.invalidateQueries({ queryKey: api.service.filters.key() });
    }, problem);
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        保存筛选
      </Button>
      {asking && (
        <AskDialog
          title="保存筛选"
          confirm="保存"
          blocked={name.trim() === ''}
          onConfirm={save}
          onClose={() => setAsking(false)}
        >
          <TextInput
            label="名称"
            description="同名的由新的替换"
            data-autofocus
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox
            label="本站共用（各人只看到自己有权知悉的记录和件数）"
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        </AskDialog>
      )}
    </>
  );
}
