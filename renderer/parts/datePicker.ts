/**
 * What every field with a calendar has in common: Chinese names of the calendar's buttons, and no dialog role: the calendar is a way
 * to fill in the field, which stays a text field for readers (a text field that "expands" is no allowed role).
 */
export const datePicker = {
  popoverProps: { transitionProps: { duration: 0 }, shadow: 'none', withRoles: false },
  ariaLabels: {
    nextMonth: '下一月',
    previousMonth: '上一月',
    nextYear: '下一年',
    previousYear: '上一年',
    nextDecade: '下一个十年',
    previousDecade: '上一个十年',
    monthLevelControl: '选择月份',
    yearLevelControl: '选择年份',
  },
} as const;
