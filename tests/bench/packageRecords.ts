/** Record lines as a unit sends them, about 400 bytes each. */
export function* packageRecords(count: number): Generator<Record<string, string | number>> {
  for (let n = 0; n < count; n += 1) {
    yield {
      id: `record siteA-${n}`,
      kind: 'phoneRecord',
      need: `电台无法接收，第 ${n} 次通话记录，现场人员已检查电源与天线馈线，请求技术支持`,
      opinion: '建议先更换保险管，再按手册第三章测量发射功率',
      quantity: n % 7,
      result: '恢复正常',
      startedAt: '2026-11-02T00:30:00.000Z',
      type: 'record',
    };
  }
}
