/** What the auditor card says of one package on the medium. */
export interface CardFacts {
  /** Root folder, and name of the file without `.age`, e.g. `siteA-siteB-e01-000012`. */
  readonly name: string;
  /** SHA-256 of package.json. */
  readonly digest: string;
  /** Key id of the person who released it. */
  readonly releasedBy: string;
}

/** Commands for one package; every line that begins with five blanks is typed as it stands. */
function commands(siteKeyId: string, { name, digest, releasedBy }: CardFacts): string {
  return `2. 分卷先合并 / join volumes, only if it came in volumes
       cat ${name}.age.??? > ${name}.age
3. 复制到本机后解密并展开 / copy to your own disk, then decrypt and unpack
     age -d -i identity.txt -o ${name}.tar ${name}.age
     tar -xf ${name}.tar
     cd ${name}
4. 两个签名 / both signatures
     ssh-keygen -Y verify -f ../signers -I ${siteKeyId} -n xpkg-site-v1 -s package.json.site.sig < package.json
     ssh-keygen -Y verify -f ../signers -I ${releasedBy} -n xpkg-release-v1 -s package.json.release.sig < package.json
5. 清单与内容 / manifest and payload
     sha256sum manifest-sha256.txt        # 与 package.json 的 manifest.hex 相同 / equals manifest.hex in package.json
     sha256sum --strict -c manifest-sha256.txt
     sha256sum --strict -c tagmanifest-sha256.txt
       bagit.py --validate .              # 可选 / optional
6. 数据包的身份 / identity of the package
     sha256sum package.json               # ${digest}
     cd ..
`;
}

/** Stands where the card is not about one package: the reader puts in the file's name and the person's key id. */
function placeholder(site: string): CardFacts {
  return { name: 'P', digest: '见移交清单 / see the hand-over list', releasedBy: `PERSON@${site}` };
}

/**
 * Text of VERIFY.txt on every medium, the printable auditor card: how to open and check each package with stock tools,
 * Chinese and English. `siteKeyId` is the id of the key that signed this carry.
 */
export function verifyText(site: string, siteKeyId: string, packages: readonly CardFacts[] = []): string {
  const listed = packages.map(
    (facts) =>
      `   ${facts.name}.age\n   · 身份 identity ${facts.digest}\n   · 放行 released by ${facts.releasedBy}\n`,
  );
  const shown = packages.length === 0 ? [placeholder(site)] : packages;
  return `核验卡 / auditor card
核验方法（无需本程序，只用通用工具）
How to verify with stock tools only (age, tar, ssh-keygen, sha256sum, bagit)

${listed.length === 0 ? '' : `本介质上的数据包 / packages on this medium\n${listed.join('')}\n`}需要: identity.txt 为接收站点的 age 私钥, signers 为已确认的 allowed_signers 文件（由名册导出），与数据包放在同一文件夹。
You need, beside the package: identity.txt (the recipient's age identity) and signers (an allowed_signers file made from the pinned roster).
以五个空格开头的行照原样键入。/ Type the lines that begin with five blanks as they stand.

1. 介质清单 / files on this medium
     sha256sum -c SHA256SUMS
     ssh-keygen -Y verify -f signers -I ${siteKeyId} -n xpkg-carry-v1 -s SHA256SUMS.sig < SHA256SUMS
${shown.map((facts) => commands(siteKeyId, facts)).join('\n')}
签名人须与 package.json 中 released_by.key 一致，收件站点须为本站，序号须与上一包衔接。
The releasing person must be released_by.key in package.json, the recipient must be you, and seq must follow the last one.
以移交清单或名册上的密钥为准，不以本卡所写为准。/ Trust the keys of the pinned roster and the hand-over list, not this card.
`;
}
