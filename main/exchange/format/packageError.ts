/**
 * Every reason for which `xpkg/1` material is refused: code → what it means, in Chinese.
 * Codes named in the hostile table of the exchange specification keep that name.
 */
export const packageCodes = {
  // age envelope
  E_AGE_HEADER: '加密封装的文件头不完整或超出 64 KiB',
  E_AGE_SCRYPT: '文件用口令加密，没有可用的接收密钥（未尝试口令）',
  E_AGE_RECIPIENTS: '加密封装的收件密钥多于数据包声明的收件密钥',
  E_AGE_AUTH: '密文校验失败：文件被截断、损坏或改动',
  E_NO_IDENTITY: '本站没有能打开此文件的接收密钥',
  // ustar
  E_TAR_TYPE: '归档中有链接、目录、设备或扩展头等不允许的成员类型',
  E_TAR_NAME: '归档成员名不合规定',
  E_TAR_HEADER: '归档成员头不合规定',
  E_TAR_CHECKSUM: '归档成员头校验和不正确',
  E_TAR_SIZE: '归档成员大小超出规定',
  E_TAR_PADDING: '归档填充区或结束标志之后藏有数据',
  E_TAR_END: '归档没有完整结束',
  // signatures and keys
  E_SSHSIG: '签名文件格式不合规定',
  E_KEY: '公钥不合规定',
  E_SITE_SIG: '站点签名缺失、无效或来自未知密钥',
  E_RELEASE_SIG: '放行人签名缺失、无效或来自未知密钥',
  E_SAME_KEY: '站点签名与放行签名使用同一密钥',
  E_KEY_REVOKED: '签名密钥已撤销，此序号不在有效范围内',
  E_KEY_RANGE: '签名密钥不适用于此序号',
  // package.json
  E_NOT_CANONICAL: 'package.json 不是规范形式',
  E_HEAD: 'package.json 内容不合规定',
  E_NEEDS_NEWER: '数据包由更新版本的程序制作，需要升级程序（needs newer version）',
  E_WRONG_RECIPIENT: '数据包不是发给本站的',
  E_UNKNOWN_SENDER: '发送站点不在已确认的名册中',
  // payload
  E_MANIFEST_HASH: '清单与 package.json 中的摘要不一致',
  E_MANIFEST: '清单内容不合规定',
  E_BAG: '袋装说明文件与重新生成的不一致',
  E_HASH: '文件内容与清单摘要不一致',
  E_UNLISTED: '归档中有清单之外的成员',
  E_MISSING: '归档中缺少清单所列的成员',
  E_ORDER: '归档成员顺序不符或重复',
  E_TOTALS: '数据总量与声明不一致',
  E_QUOTA: '数据总量或文件数超出本站限额',
  E_NO_SPACE: '磁盘空间不足',
  E_RECORDS: '记录行不合规定',
  // sequence
  E_FORK: '同一序号出现两个不同的数据包',
  E_SPLICED: '数据包与上一包不衔接',
  E_OLD_EPOCH: '数据包属于已经结束的纪元',
  E_NEW_EPOCH: '数据包属于名册未宣布的新纪元',
  E_FROZEN: '该站点数据流已冻结',
  E_WITHDRAWN: '数据包已由发送方作废，或已由全量包取代',
  // roster and receipts
  E_ROSTER: '名册内容不合规定',
  E_ROSTER_SIG: '名册没有站点根密钥的有效签名',
  E_ROSTER_ROLLBACK: '名册版本比已确认的旧',
  E_ROSTER_FORK: '名册与已确认的版本冲突',
  E_RECEIPT: '回执与本站发出的数据包不符',
  // files and media
  E_VOLUME: '分卷缺失、重复或大小不合规定',
  E_LINK: '介质上的文件或目录是链接',
  E_MEDIA_READ: '介质读取失败',
  E_READ_BACK: '写入后从介质读回的内容不一致',
  E_SOURCE_CHANGED: '附件在封存之后被改动，未写出',
  E_ABORTED: '操作已取消',
} as const;

/** Closed union of refusal codes. */
export type PackageCode = keyof typeof packageCodes;

/** Refusal of package material. `detail` is a Chinese sentence part; it never holds record contents. */
export class PackageError extends Error {
  readonly code: PackageCode;
  readonly detail: string;

  constructor(code: PackageCode, note?: string, options?: ErrorOptions) {
    const detail = note === undefined ? packageCodes[code] : `${packageCodes[code]}（${note}）`;
    super(`${code}: ${detail}`, options);
    this.name = 'PackageError';
    this.code = code;
    this.detail = detail;
  }
}

const errnoCodes = new Map<string, PackageCode>([
  ['ENOSPC', 'E_NO_SPACE'],
  ['EDQUOT', 'E_NO_SPACE'],
  ['ELOOP', 'E_LINK'],
  ['EIO', 'E_MEDIA_READ'],
  ['ENOENT', 'E_MEDIA_READ'],
  ['ENODEV', 'E_MEDIA_READ'],
  ['ENXIO', 'E_MEDIA_READ'],
  ['EACCES', 'E_MEDIA_READ'],
  ['EPERM', 'E_MEDIA_READ'],
  ['EROFS', 'E_MEDIA_READ'],
  ['ENOTDIR', 'E_MEDIA_READ'],
  ['EFBIG', 'E_NO_SPACE'],
  ['ESTALE', 'E_MEDIA_READ'],
]);

/**
 * A thrown value as a PackageError: itself, an aborted signal, or a file-system error by errno.
 * Anything else is a defect and is thrown again unchanged.
 */
export function asPackageError(thrown: unknown): PackageError {
  if (thrown instanceof PackageError) return thrown;
  if (thrown instanceof Error) {
    if (thrown.name === 'AbortError' || thrown.name === 'TimeoutError')
      return new PackageError('E_ABORTED', undefined, { cause: thrown });
    const errno = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
    const code = errnoCodes.get(errno);
    if (code !== undefined) return new PackageError(code, errno, { cause: thrown });
  }
  throw thrown;
}
