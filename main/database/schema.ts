// Made from the migrations by tests/database/schemaTypes.ts; the schema test fails when it drifts. Do not edit.
import type { Generated } from 'kysely';

export interface AccountRolesTable {
  account_id: number;
  role:
    | 'systemAdmin'
    | 'securityAdmin'
    | 'auditor'
    | 'operator'
    | 'engineer'
    | 'dispatcher'
    | 'informationOfficer'
    | 'supervisor'
    | 'complaintHandler'
    | 'sparesKeeper'
    | 'centerLeader'
    | 'companyLeader'
    | 'qualityOfficer'
    | 'unitOfficer'
    | 'unitLeader'
    | 'printKeeper'
    | 'markingOfficer'
    | 'production'
    | 'technical'
    | 'marketing'
    | 'inspector';
  granted_at: string;
  until: string | null;
}

export interface AccountsTable {
  id: Generated<number>;
  uid: string;
  login: string;
  name: string;
  staff_id: number | null;
  state: 'created' | 'active' | 'disabled' | 'closed';
  clearance: Generated<number>;
  must_change_password: Generated<number>;
  password_changed_at: string;
  created_at: string;
  settings: Generated<string>;
}

export interface ActsInPlaceTable {
  audit_seq: Generated<number>;
  act: string;
  object_uid: string;
  account_uid: string;
  for_uid: string;
  for_name: string;
}

export interface AttachmentsTable {
  id: Generated<number>;
  uid: string;
  record_id: number;
  role: 'file' | 'signedScan' | 'printedBody' | 'packageCopy';
  name: string;
  media_type: string;
  sha256: string;
  bytes: number;
  content_name: string;
  wrapped_key: Uint8Array;
  trace_code: string | null;
  bound_version: number | null;
  bound_digest: string | null;
  voided_at: string | null;
  clear_file_erased: 'erased' | 'kept' | 'none' | null;
  added_by: string;
  added_at: string;
}

export interface AuditTable {
  seq: Generated<number>;
  at: string;
  mono: number;
  site: string;
  station: string;
  os_account: string;
  account: string;
  act: string;
  object_kind: string;
  object_id: string;
  object_number: string;
  object_mark: string;
  outcome: string;
  pages_digest: string;
  prev_digest: string;
  digest: string;
}

export interface AuditHeadsTable {
  seq: Generated<number>;
  digest: string;
  key_id: string;
  signature: string;
  at: string;
}

export interface AuditPagesTable {
  id: Generated<number>;
  after_seq: number;
  query_seq: number;
  page: number;
  rows: number;
  at: string;
  mono: number;
  prev_digest: string;
  digest: string;
}

export interface AuditSegmentRemovalsTable {
  segment_uid: string;
  auditor: string;
  system_admin: string;
  at: string;
}

export interface AuditSegmentsTable {
  uid: string;
  year: number;
  from_seq: number;
  to_seq: number;
  prev_digest: string;
  last_digest: string;
  last_page_id: number;
  last_page_digest: string;
  folder: string;
  file_name: string;
  bytes: number;
  sha256: string;
  key_id: string;
  signature: string;
  exported_by: string;
  exported_at: string;
}

export interface BackupSetsTable {
  id: Generated<number>;
  at: string;
  folder: string;
  bytes: number;
  manifest_digest: string;
  verified: number;
  same_device: number;
}

export interface BlankFormsTable {
  id: Generated<number>;
  uid: string;
  copy_id: number;
  kind: string;
  notice_id: number;
  state: 'issued' | 'used' | 'unused' | 'spoiled';
  record_id: number | null;
  scan_sha256: string | null;
  compared_digest: string | null;
  compared_by: string | null;
  compared_name: string | null;
  compared_at: string | null;
  note: Generated<string>;
  settled_name: string | null;
  settled_at: string | null;
}

export interface CalendarYearsTable {
  year: number;
  version: number;
  file: string;
  source: string;
  edited_by: string;
  edited_name: string;
  edited_at: string;
}

export interface CeremoniesTable {
  id: Generated<number>;
  site: string;
  act: string;
  fingerprint: string;
  how: string;
  first_account: string;
  second_account: string;
  at: string;
}

export interface ChangeSerialsTable {
  case_id: number;
  equipment_id: number;
  task_id: number | null;
  waived_reason: string | null;
  account_uid: string;
  account_name: string;
  at: string;
}

export interface ContentChecksTable {
  content_name: string;
  checked_at: string;
  outcome: 'whole' | 'damaged' | 'missing';
}

export interface CustodyTable {
  id: Generated<number>;
  record_id: number;
  event: 'received' | 'handed' | 'filed' | 'missing';
  from_name: string;
  to_name: string;
  place: string;
  file: Generated<string>;
  volume: Generated<string>;
  page: Generated<string>;
  due_on: string | null;
  at: string;
  account_uid: string;
}

export interface DateConfirmationsTable {
  id: Generated<number>;
  last_trusted_at: string;
  doubted_at: string;
  confirmed_at: string;
  first_account: number;
  second_account: number;
}

export interface DeputiesTable {
  id: Generated<number>;
  uid: string;
  account_id: number;
  for_account_id: number;
  role: string;
  from_day: string;
  to_day: string;
  reason: string;
  proposed_by: number;
  enabled_by: number;
  enabled_at: string;
  ended_by: number | null;
  ended_at: string | null;
}

export interface DispatchOverridesTable {
  id: Generated<number>;
  uid: string;
  notice_uid: string;
  staff_uid: string;
  staff_name: string;
  faults: string;
  reason: string;
  asked_by: string;
  asked_name: string;
  asked_at: string;
  decision: 'approved' | 'refused' | null;
  decided_by: string | null;
  decided_name: string | null;
  decided_at: string | null;
  decision_note: Generated<string>;
}

export interface DoubtfulTimesTable {
  record_id: Generated<number>;
  written_at: string;
  confirmation_id: number | null;
}

export interface DutyHandoversTable {
  id: Generated<number>;
  uid: string;
  post: 'hotline' | 'dutyPhone';
  from_uid: string;
  from_name: string;
  to_uid: string;
  to_name: string;
  note: string;
  calls: string;
  given_at: string;
  taken_at: string | null;
}

export interface DutyLeadersTable {
  uid: string;
  account_id: number;
  from_day: string;
  to_day: string;
  appointed_by: number;
  appointed_for: string | null;
  appointed_at: string;
  withdrawn_at: string | null;
}

export interface DutyShiftsTable {
  id: Generated<number>;
  uid: string;
  post: 'hotline' | 'dutyPhone';
  from_at: string;
  to_at: string;
  account_uid: string;
  account_name: string;
  made_name: string;
  made_at: string;
  ended_name: string | null;
  ended_at: string | null;
  ended_reason: Generated<string>;
}

export interface EmergencyRequestsTable {
  uid: string;
  account_id: number;
  number: string;
  reason: string;
  hours: number;
  asked_at: string;
  ends_at: string;
  decided_by: number | null;
  decided_for: string | null;
  decided_at: string | null;
  decision: 'approved' | 'refused' | null;
  answer: Generated<string>;
  record_id: number | null;
  until: string | null;
}

export interface EndedRootsTable {
  site: string;
  public_key: string;
  through_version: number;
  reason: 'planned' | 'compromised';
  ended_at: string;
}

export interface HeldPackagesTable {
  uid: string;
  sender: string;
  epoch: string;
  seq: number;
  digest: string;
  file: string;
  medium: string;
  scan_result: string;
  held_by: number;
  held_at: string;
}

export interface ImportAttemptsTable {
  id: Generated<number>;
  at: string;
  account_uid: string;
  file_name: string;
  medium: string;
  verdict: string;
  detail: string;
}

export interface IntegrityFaultsTable {
  id: Generated<number>;
  found_at: string;
  what: 'database' | 'attachment';
  object: string;
  records: string;
  whole_set: string | null;
  cleared_at: string | null;
}

export interface ItemsOutTable {
  id: Generated<number>;
  uid: string;
  notice_id: number;
  kind: 'product' | 'tool' | 'part' | 'document' | 'blankForm' | 'medium';
  name: string;
  number: Generated<string>;
  quantity: number;
  noted_at: string;
  settled_how: 'returned' | 'consumed' | 'left' | 'lost' | 'corrected' | null;
  settled_note: string | null;
  settled_by: string | null;
  settled_at: string | null;
}

export interface KeyRevocationsTable {
  id: Generated<number>;
  key_id: string;
  reason: string;
  recipient: string | null;
  epoch: string | null;
  valid_through_seq: number;
  first_account: string;
  second_account: string;
  at: string;
}

export interface KeyRotationsTable {
  id: Generated<number>;
  reason: 'yearly' | 'leaver' | 'lostMedium' | 'other';
  note: string;
  slot_generation: number;
  first_account: number;
  second_account: number;
  at: string;
}

export interface MarkingDecisionsTable {
  id: Generated<number>;
  record_id: number;
  level: number;
  marking: string;
  status: 'proposed' | 'formal' | 'changed' | 'lifted';
  proposed_by: string;
  decided_by: string | null;
  reason: string;
  digest: string;
  signature: string | null;
  at: string;
}

export interface MasterTable {
  id: Generated<number>;
  uid: string;
  type: 'customer' | 'model' | 'equipment' | 'staff' | 'militaryOffice' | 'part' | 'depot';
  code: string;
  name: string;
  initials: string;
  content: string;
  form_version: number;
  state: 'active' | 'provisional' | 'merged' | 'retired';
  merged_into: number | null;
  owning_site: string;
  customer_id: number | null;
  model_id: number | null;
  version: Generated<number>;
  changed_at: string;
}

export interface MasterHistoryTable {
  id: Generated<number>;
  master_id: number;
  version: number;
  content: string;
  account: string;
  at: string;
  reason: string;
}

export interface MediaTable {
  number: string;
  kind: string;
  serial: string;
  level: number;
  holder: string;
  registered_by: string;
  registered_at: string;
  retired_at: string | null;
}

export interface MetaTable {
  key: string;
  value: string;
}

export interface NoticesTable {
  id: Generated<number>;
  uid: string;
  account_id: number;
  emergency_uid: string;
  at: string;
  seen_at: string | null;
}

export interface NumberRegisterTable {
  number: string;
  series: string;
  year: number;
  site: string;
  n: number;
  record_uid: string | null;
  status: 'issued' | 'voided' | 'voidedByRestore';
  reason: Generated<string>;
  at: string;
}

export interface PackageRecordsTable {
  package_id: number;
  record_uid: string;
  line: string;
}

export interface PackagesInTable {
  id: Generated<number>;
  uid: string;
  sender: string;
  epoch: string;
  seq: number;
  digest: string;
  prev: string | null;
  period: string;
  kind: string;
  state: 'imported' | 'refused';
  record_count: number;
  marking: string;
  medium: string;
  scan_result: string;
  imported_by: number;
  imported_at: string;
  package_json: Uint8Array;
  site_signature: string;
  release_signature: string;
  manifest: Uint8Array;
  roster_version: number;
}

export interface PackagesOutTable {
  id: Generated<number>;
  uid: string;
  recipient: string;
  epoch: string;
  seq: number | null;
  period: string;
  kind: 'delta' | 'snapshot' | 'void' | 'receipt';
  state: 'prepared' | 'approved' | 'sealed' | 'written' | 'acknowledged' | 'refused';
  record_count: number;
  level: number;
  marking: string;
  medium: string;
  through_change_seq: number;
  prepared_by: number;
  prepared_at: string;
  approved_by: number | null;
  approved_at: string | null;
  released_by: number | null;
  released_at: string | null;
  digest: string | null;
  package_json: Uint8Array | null;
  site_signature: string | null;
  release_signature: string | null;
  site_key: string | null;
  release_key: string | null;
  manifest: Uint8Array | null;
  withdrawn: string | null;
  reason: Generated<string>;
  second_account: string | null;
  written_at: string | null;
}

export interface PasswordHistoryTable {
  id: Generated<number>;
  account_id: number;
  changed_at: string;
  verifier: string;
}

export interface PeriodLocksTable {
  id: Generated<number>;
  period: string;
  act: 'locked' | 'unlocked';
  reason: string;
  account_uid: string;
  account_name: string;
  at: string;
}

export interface PersonKeysTable {
  key_id: string;
  account_id: number;
  public_key: string;
  made_at: string;
  retired_at: string | null;
  retired_because: 'reset' | 'disabled' | 'recovered' | 'replaced' | null;
}

export interface PlanLineOutcomesTable {
  id: Generated<number>;
  year: number;
  line: string;
  outcome: 'done' | 'dropped' | 'reopened';
  day: string;
  note: string;
  decided_by: string;
  decided_name: string;
  at: string;
}

export interface PlanLineTasksTable {
  id: Generated<number>;
  task_uid: string;
  year: number;
  line: string | null;
  reason: string;
  linked_by: string;
  linked_name: string;
  at: string;
}

export interface PolicyTable {
  key: string;
  value: string;
}

export interface PolicyChangesTable {
  id: Generated<number>;
  key: string;
  before: number;
  after: number;
  reason: string;
  first_account: number;
  second_account: number;
  at: string;
}

export interface PostHoldersTable {
  account_uid: string;
  role: string;
  since: string;
}

export interface PrintAuthorisationsTable {
  uid: string;
  kinds: string;
  accounts: string;
  from_day: string;
  to_day: string;
  given_by: string;
  given_at: string;
  withdrawn_at: string | null;
}

export interface PrintCopiesTable {
  id: Generated<number>;
  uid: string;
  job_id: number;
  copy_number: string;
  trace_code: string;
  recipient: string;
  state:
    | 'waiting'
    | 'submitted'
    | 'printed'
    | 'spoiled'
    | 'issued'
    | 'acknowledged'
    | 'returned'
    | 'destroyed';
  holder: Generated<string>;
}

export interface PrintCopyEventsTable {
  id: Generated<number>;
  copy_id: number;
  from_state: string;
  to_state: string;
  at: string;
  account_uid: string;
  account_name: string;
  second_account_uid: string | null;
  note: Generated<string>;
}

export interface PrintJobsTable {
  id: Generated<number>;
  uid: string;
  class: 'approved' | 'forSignature' | 'draft' | 'blankForm' | 'auditReport' | 'volume';
  record_id: number | null;
  volume_id: number | null;
  version: number;
  digest: string;
  document: string;
  level: number;
  marking: string;
  purpose: string;
  printer: string;
  applicant_id: number;
  applied_at: string;
  approver_id: number | null;
  authorisation_uid: string | null;
  approved_at: string | null;
  state: 'applied' | 'approved' | 'refused' | 'printed' | 'superseded';
  refusal: string | null;
  body_sha256: string | null;
  body_content_name: string | null;
  body_wrapped_key: Uint8Array | null;
  pages: number | null;
}

export interface PrintersTable {
  name: string;
  level: number;
  writes_files: number;
  place: string;
  registered_by: string;
  registered_at: string;
  retired_at: string | null;
}

export interface ProposalsTable {
  uid: string;
  act: string;
  payload: string;
  reason: string;
  proposed_by: number;
  proposed_at: string;
  ends_at: string;
  decision: 'confirmed' | 'refused' | 'withdrawn' | null;
  decided_by: number | null;
  decided_at: string | null;
  decision_note: Generated<string>;
}

export interface ReaderRequestsTable {
  uid: string;
  record_id: number;
  reader: string;
  until: string;
  reason: string;
  asked_by: number;
  asked_for: string | null;
  asked_at: string;
  decided_by: number | null;
  decided_at: string | null;
  decision: 'approved' | 'refused' | null;
  answer: Generated<string>;
}

export interface RecordEquipmentTable {
  record_id: number;
  equipment_id: number;
}

export interface RecordFactsTable {
  day: string;
  record_id: number;
  kind: string;
  state: string;
  site: string;
  customer_id: number | null;
  branch: string;
  model_id: number | null;
  equipment_id: number | null;
  civil: number;
  task_id: number | null;
  sets: number;
  work: string | null;
  repair: number;
  training: number;
  support: number;
  people: number | null;
  person_days: number | null;
  on_time: number | null;
  returned: string | null;
  handed: string | null;
  response_hours: number | null;
  repair_hours: number | null;
  restored: number | null;
  cause: string | null;
  hours_used: number | null;
  parts_used: number;
  training_hours: number | null;
  training_people: number | null;
  evaluation: string | null;
  answers: string | null;
  low: number;
  source: string | null;
  class: string | null;
  open: number;
  closed_days: number | null;
  due_on: string | null;
}

export interface RecordHistoryTable {
  id: Generated<number>;
  record_id: number;
  at: string;
  account_uid: string;
  account_name: string;
  act: string;
  from_state: string | null;
  to_state: string;
  version: number;
  reason: Generated<string>;
}

export interface RecordHoldsTable {
  id: Generated<number>;
  uid: string;
  record_id: number;
  reason: string;
  from_day: string;
  by_name: string;
  at: string;
  days: number | null;
  ended_name: string | null;
  ended_at: string | null;
}

export interface RecordLinksTable {
  from_id: number;
  to_id: number;
  relation: string;
  at: string;
}

export interface RecordReadersTable {
  record_id: number;
  reader: string;
  until: string | null;
  reason: string;
  granted_by: string;
  granted_at: string;
  kind: Generated<string>;
  level: Generated<number>;
  state: Generated<string>;
  occurred_at: Generated<string>;
  reach: Generated<'own' | 'foreign' | 'restricted'>;
}

export interface RecordReceiptsTable {
  record_uid: string;
  package_digest: string;
  verdict: 'accepted' | 'archived' | 'returned' | 'refused';
  archive_number: string | null;
  reason: Generated<string>;
  at: string;
  change_seq: number;
}

export interface RecordVersionsTable {
  record_id: number;
  version: number;
  purpose: string;
  content: string;
  digest: string;
  made_by: string;
  made_at: string;
}

export interface RecordsTable {
  id: Generated<number>;
  uid: string;
  kind: string;
  form_version: number;
  owning_site: string;
  state: string;
  title: Generated<string>;
  level: number;
  marking: string;
  mark_ends_on: string | null;
  restricted: Generated<number>;
  registration_number: string | null;
  archive_number: string | null;
  occurred_at: string;
  recorded_at: string;
  due_on: string | null;
  author_id: number | null;
  author_name: string;
  responsible_id: number | null;
  customer_id: number | null;
  task_id: number | null;
  content: string;
  parts: Generated<string>;
  version: Generated<number>;
  digest: Generated<string>;
  supersedes_id: number | null;
  original_state: Generated<'none' | 'expected' | 'received' | 'missing'>;
  original_due_on: string | null;
  changed_at: string;
  change_seq: Generated<number>;
}

export interface RecoveryPapersTable {
  id: Generated<number>;
  split_id: string;
  paper: 'share1' | 'share2' | 'share3' | 'wrapped';
  custodian: string;
  custodian_id: number | null;
  printer: string;
  printed_at: string;
}

export interface RecoverySplitsTable {
  id: Generated<number>;
  split_id: string;
  reason: string;
  first_account: number;
  second_account: number;
  at: string;
}

export interface RehearsalsTable {
  id: Generated<number>;
  uid: string;
  at: string;
  set_at: string;
  passed: number;
  sheet: string;
  key_id: string;
  signature: string;
}

export interface ReissueRequestsTable {
  id: Generated<number>;
  partner: string;
  epoch: string;
  from_seq: number;
  to_seq: number;
  asked_in: string;
  at: string;
}

export interface ReportAcknowledgementsTable {
  report_id: number;
  version: number;
  account_uid: string;
  account_name: string;
  at: string;
}

export interface ReportFactsTable {
  report_id: number;
  version: number;
  day: string;
  record_id: number;
  kind: string;
  state: string;
  site: string;
  customer_id: number | null;
  branch: string;
  model_id: number | null;
  equipment_id: number | null;
  civil: number;
  task_id: number | null;
  sets: number;
  work: string | null;
  repair: number;
  training: number;
  support: number;
  people: number | null;
  person_days: number | null;
  on_time: number | null;
  returned: string | null;
  handed: string | null;
  response_hours: number | null;
  repair_hours: number | null;
  restored: number | null;
  cause: string | null;
  hours_used: number | null;
  parts_used: number;
  training_hours: number | null;
  training_people: number | null;
  evaluation: string | null;
  answers: string | null;
  low: number;
  source: string | null;
  class: string | null;
  open: number;
  closed_days: number | null;
  due_on: string | null;
  first_of_task: number;
  repeated: number;
}

export interface ReportRecipientsTable {
  report_id: number;
  account_uid: string;
  account_name: string;
  named_by: string;
  named_at: string;
}

export interface RestorationAccountsTable {
  restoration_id: number;
  account_uid: string;
  confirmed_at: string;
}

export interface RestorationDisposalsTable {
  restoration_id: number;
  record_uid: string;
  number: string;
  witness: string;
}

export interface RestorationNumbersTable {
  restoration_id: number;
  series: string;
  year: number;
  site: string;
  in_set: number;
  witnessed: number;
  voided_through: number;
  source: string;
}

export interface RestorationStreamsTable {
  restoration_id: number;
  recipient: string;
  epoch: string;
  in_set: number;
  witnessed: number;
  digest: string | null;
  voided_through: number;
  source: string;
}

export interface RestorationsTable {
  id: Generated<number>;
  at: string;
  set_at: string;
  manifest_digest: string;
  opened_with: 'posts' | 'shares' | 'handOver';
  people: string;
  set_head_seq: number;
  set_head_digest: string;
  found_head_seq: number | null;
  found_head_digest: string | null;
  lost_head_seq: number | null;
  lost_head_digest: string | null;
  numbers_at: string | null;
  accounts_at: string | null;
  disposals_at: string | null;
  epoch: string | null;
  epoch_at: string | null;
  ended_at: string | null;
}

export interface RetirementsTable {
  id: Generated<number>;
  at: string;
  first_account: string;
  second_account: string;
  head_seq: number;
  head_digest: string;
  taken_over_at: string | null;
}

export interface RostersTable {
  site: string;
  version: number;
  bytes: Uint8Array;
  signature: string;
  digest: string;
  accepted_at: string;
}

export interface RuleVersionsTable {
  version: Generated<number>;
  content: string;
  digest: string;
  state: 'draft' | 'submitted' | 'approved' | 'refused';
  from_day: string | null;
  note: Generated<string>;
  edited_by: string;
  edited_name: string;
  edited_at: string;
  decided_by: string | null;
  decided_name: string | null;
  decided_at: string | null;
  decision_note: Generated<string>;
}

export interface SatisfactionMattersTable {
  id: Generated<number>;
  about: 'answer' | 'result';
  record_id: number | null;
  scope: string;
  period: string;
  method: number;
  score: number | null;
  outcome: string;
  improvement_id: number | null;
  account_uid: string;
  account_name: string;
  at: string;
}

export interface SavedFiltersTable {
  id: Generated<number>;
  uid: string;
  owner_id: number;
  name: string;
  filter: string;
  shared: number;
  at: string;
}

export interface SheetExportRowsTable {
  export_id: number;
  place: number;
  record_id: number | null;
  master_id: number | null;
}

export interface SheetExportsTable {
  id: Generated<number>;
  uid: string;
  trace_code: string;
  title: string;
  source: string;
  row_count: number;
  digest: string;
  level: number;
  marking: string;
  purpose: string;
  medium: string;
  applicant_id: number;
  applied_at: string;
  approver_id: number | null;
  decided_at: string | null;
  state: 'applied' | 'approved' | 'refused' | 'written';
  refusal: string | null;
  file_name: string | null;
  file_sha256: string | null;
  written_at: string | null;
}

export interface SheetImportRowsTable {
  import_id: number;
  place: number;
  master_id: number | null;
  version: number | null;
  state_before: string | null;
  record_uid: string | null;
}

export interface SheetImportsTable {
  id: Generated<number>;
  uid: string;
  target: string;
  file_name: string;
  file_sha256: string;
  added: number;
  changed: number;
  account_id: number;
  at: string;
  clear_file: 'erased' | 'kept' | null;
  undone_by: string | null;
  undone_at: string | null;
  undone_reason: string | null;
}

export interface SignaturesTable {
  id: Generated<number>;
  object_kind: string;
  object_uid: string;
  purpose: string;
  digest: string;
  key_id: string;
  account_uid: string;
  account_name: string;
  on_behalf_of: string | null;
  signature: string;
  at: string;
}

export interface SiteKeysTable {
  id: string;
  purpose: 'siteSigning' | 'age' | 'content' | 'journal';
  public_key: string;
  secret: Uint8Array;
  made_at: string;
  retired_at: string | null;
}

export interface SitesTable {
  code: string;
  name: string;
  kind: 'center' | 'unit' | 'department';
  is_self: number;
  highest_level: number;
  root_public_key: string | null;
  root_pinned_at: string | null;
  pinned_by: string | null;
  proven_at: string | null;
  stream_state: Generated<'open' | 'frozen'>;
}

export interface StaffCertificatesTable {
  id: Generated<number>;
  uid: string;
  master_id: number;
  about: 'title' | 'norms' | 'product';
  model: Generated<string>;
  name: string;
  media_type: string;
  sha256: string;
  bytes: number;
  content_name: string;
  wrapped_key: Uint8Array;
  added_name: string;
  added_at: string;
  withdrawn_name: string | null;
  withdrawn_at: string | null;
  withdrawn_reason: Generated<string>;
}

export interface StockLevelsTable {
  part_id: number;
  depot_id: number;
  quantity: number;
}

export interface StockMovesTable {
  id: Generated<number>;
  uid: string;
  part_id: number;
  depot_id: number;
  act: 'receipt' | 'issue' | 'transferOut' | 'transferIn' | 'return' | 'swap' | 'loss' | 'damage' | 'count';
  quantity: number;
  serial: string | null;
  moved_on: string;
  other_party: string;
  reason: string;
  record_id: number | null;
  plan_id: number | null;
  account_uid: string;
  account_name: string;
  at: string;
}

export interface SupportRequestsTable {
  id: Generated<number>;
  uid: string;
  task_id: number;
  question: string;
  due_on: string | null;
  asked_by: string;
  asked_name: string;
  asked_at: string;
  answer: string | null;
  answered_by: string | null;
  answered_name: string | null;
  answered_at: string | null;
  closed_at: string | null;
  closed_name: string | null;
  closed_note: string | null;
}

export interface TrashTable {
  id: Generated<number>;
  uid: string;
  kind: string;
  title: string;
  level: number;
  marking: string;
  draft: string;
  reason: string;
  owner_id: number;
  at: string;
}

export interface UnfinishedJobsTable {
  uid: string;
  path: string;
  input: string;
  account_id: number;
  started_at: string;
  tries: Generated<number>;
}

export interface VolumeRecordsTable {
  volume_id: number;
  position: number;
  record_id: number;
  number: string;
  digest: string;
  source: 'scan' | 'print' | 'printNoScan';
  first_page: number;
  pages: number;
}

export interface VolumesTable {
  id: Generated<number>;
  uid: string;
  number: string | null;
  class: 'communication' | 'dispatch' | 'situation' | 'branch' | 'other';
  year: number;
  part: number;
  state: 'composed' | 'closed' | 'disposed';
  level: number;
  marking: string;
  records: number;
  pages: number;
  body_sha256: string | null;
  body_bytes: number;
  body_content_name: string | null;
  body_wrapped_key: Uint8Array | null;
  digest: string;
  composed_at: string;
  composed_by: string;
  composed_name: string;
  closed_at: string | null;
  closed_on: string | null;
  closed_name: string | null;
  disposed_at: string | null;
}

export interface WithdrawnPackagesTable {
  sender: string;
  epoch: string;
  seq: number;
  digest: string;
  by_digest: string;
  reason: string;
  at: string;
}

/** Full-text index: rowid is records.id, text is space-separated tokens (see fullText.ts). */
export interface RecordFtsTable {
  rowid: number;
  text: string;
}

/** All tables of the database by name. */
export interface Tables {
  account_roles: AccountRolesTable;
  accounts: AccountsTable;
  acts_in_place: ActsInPlaceTable;
  attachments: AttachmentsTable;
  audit: AuditTable;
  audit_heads: AuditHeadsTable;
  audit_pages: AuditPagesTable;
  audit_segment_removals: AuditSegmentRemovalsTable;
  audit_segments: AuditSegmentsTable;
  backup_sets: BackupSetsTable;
  blank_forms: BlankFormsTable;
  calendar_years: CalendarYearsTable;
  ceremonies: CeremoniesTable;
  change_serials: ChangeSerialsTable;
  content_checks: ContentChecksTable;
  custody: CustodyTable;
  date_confirmations: DateConfirmationsTable;
  deputies: DeputiesTable;
  dispatch_overrides: DispatchOverridesTable;
  doubtful_times: DoubtfulTimesTable;
  duty_handovers: DutyHandoversTable;
  duty_leaders: DutyLeadersTable;
  duty_shifts: DutyShiftsTable;
  emergency_requests: EmergencyRequestsTable;
  ended_roots: EndedRootsTable;
  held_packages: HeldPackagesTable;
  import_attempts: ImportAttemptsTable;
  integrity_faults: IntegrityFaultsTable;
  items_out: ItemsOutTable;
  key_revocations: KeyRevocationsTable;
  key_rotations: KeyRotationsTable;
  marking_decisions: MarkingDecisionsTable;
  master: MasterTable;
  master_history: MasterHistoryTable;
  media: MediaTable;
  meta: MetaTable;
  notices: NoticesTable;
  number_register: NumberRegisterTable;
  package_records: PackageRecordsTable;
  packages_in: PackagesInTable;
  packages_out: PackagesOutTable;
  password_history: PasswordHistoryTable;
  period_locks: PeriodLocksTable;
  person_keys: PersonKeysTable;
  plan_line_outcomes: PlanLineOutcomesTable;
  plan_line_tasks: PlanLineTasksTable;
  policy: PolicyTable;
  policy_changes: PolicyChangesTable;
  post_holders: PostHoldersTable;
  print_authorisations: PrintAuthorisationsTable;
  print_copies: PrintCopiesTable;
  print_copy_events: PrintCopyEventsTable;
  print_jobs: PrintJobsTable;
  printers: PrintersTable;
  proposals: ProposalsTable;
  reader_requests: ReaderRequestsTable;
  record_equipment: RecordEquipmentTable;
  record_facts: RecordFactsTable;
  record_history: RecordHistoryTable;
  record_holds: RecordHoldsTable;
  record_links: RecordLinksTable;
  record_readers: RecordReadersTable;
  record_receipts: RecordReceiptsTable;
  record_versions: RecordVersionsTable;
  records: RecordsTable;
  recovery_papers: RecoveryPapersTable;
  recovery_splits: RecoverySplitsTable;
  rehearsals: RehearsalsTable;
  reissue_requests: ReissueRequestsTable;
  report_acknowledgements: ReportAcknowledgementsTable;
  report_facts: ReportFactsTable;
  report_recipients: ReportRecipientsTable;
  restoration_accounts: RestorationAccountsTable;
  restoration_disposals: RestorationDisposalsTable;
  restoration_numbers: RestorationNumbersTable;
  restoration_streams: RestorationStreamsTable;
  restorations: RestorationsTable;
  retirements: RetirementsTable;
  rosters: RostersTable;
  rule_versions: RuleVersionsTable;
  satisfaction_matters: SatisfactionMattersTable;
  saved_filters: SavedFiltersTable;
  sheet_export_rows: SheetExportRowsTable;
  sheet_exports: SheetExportsTable;
  sheet_import_rows: SheetImportRowsTable;
  sheet_imports: SheetImportsTable;
  signatures: SignaturesTable;
  site_keys: SiteKeysTable;
  sites: SitesTable;
  staff_certificates: StaffCertificatesTable;
  stock_levels: StockLevelsTable;
  stock_moves: StockMovesTable;
  support_requests: SupportRequestsTable;
  trash: TrashTable;
  unfinished_jobs: UnfinishedJobsTable;
  volume_records: VolumeRecordsTable;
  volumes: VolumesTable;
  withdrawn_packages: WithdrawnPackagesTable;
  record_fts: RecordFtsTable;
}
