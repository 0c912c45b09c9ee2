import { useQuery } from '@tanstack/react-query';
import { api } from '../client.ts';
import { useMay } from '../shell/session.tsx';
import { useSetting } from '../shell/settings.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** Work that is no record of its own: questions to the technical department, things that did not come back, tables that wait. */
export function OtherWork() {
  const may = useMay();
  const tabs = useTabs();
  const [, partOfTasks] = useSetting<string>('area.tasks', '');
  const [, partOfDispatch] = useSetting<string>('area.dispatch', '');
  const [, partOfSheets] = useSetting<string>('area.sheets', '');
  const openSheets = () => {
    partOfSheets('exports');
    tabs.open('sheets');
  };
  const answers = may.act('support.answer');
  const settles = may.act('item.settle');
  const support = useQuery(
    api.service.supportRequests.queryOptions({ enabled: answers || may.act('support.ask') }),
  );
  const items = useQuery(api.service.itemsOut.queryOptions({ enabled: settles }));
  const approves = may.act('sheet.approve');
  const orders = useQuery(api.sheets.orders.queryOptions({ enabled: approves || may.act('sheet.export') }));
  const requests = support.data?.rows ?? [];
  const waiting = [
    {
      key: 'answer',
      label: answers ? '待答复的技术支持请求' : '技术部门已答复、待采用的请求',
      count: requests.filter(({ request }) => (request.answer === null) === answers).length,
      open: () => {
        partOfTasks('support');
        tabs.open('tasks');
      },
    },
    {
      key: 'items',
      label: '未带回的物品',
      count: (items.data?.rows ?? []).reduce((sum, row) => sum + row.items.length, 0),
      open: () => {
        partOfDispatch('itemsOut');
        tabs.open('dispatch');
      },
    },
    {
      key: 'sheetApprovals',
      label: '待审批的表格导出',
      count: (orders.data?.rows ?? []).filter((row) => approves && !row.mine && row.state === 'applied')
        .length,
      open: openSheets,
    },
    {
      key: 'sheetFiles',
      label: '已批准、待写出的表格',
      count: (orders.data?.rows ?? []).filter((row) => row.mine && row.state === 'approved').length,
      open: openSheets,
    },
  ].filter((one) => one.count > 0);
  if (waiting.length === 0) return null;
  return (
    <section className="section" aria-label="其他待办">
      <h2>其他待办</h2>
      <ul className="named-rows">
        {waiting.map((one) => (
          <li key={one.key}>
            <button type="button" className="link-button" onClick={one.open}>
              {one.label} <b>{one.count}</b>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
