/**
 * Text of VERIFY.txt on every medium: how to open and check a package with stock tools, Chinese and English.
 * `siteKeyId` is the id of the key that signed this carry.
 */
export function verifyText(site: string, siteKeyId: string): string {
  return `核验方法（无需本程序，只用通用工具）
How to verify with stock tools only (age, tar, ssh-keygen, sha256sum, bagit)

需要: identity.txt 为接收站点的 age 私钥, signers 为已确认的 allowed_signers 文件（由名册导出）。
You need: identity.txt (the recipient's age identity) and signers (an allowed_signers file made from the pinned roster).

1. 介质清单 / files on this medium
     sha256sum -c SHA256SUMS
     ssh-keygen -Y verify -f signers -I ${siteKeyId} -n xpkg-carry-v1 -s SHA256SUMS.sig < SHA256SUMS
2. 分卷先合并 / join volumes, if any
     cat P.age.??? > P.age
3. 复制到本机后解密并展开 / copy to your own disk, then decrypt and unpack
     age -d -i identity.txt -o P.tar P.age && tar -xf P.tar && cd P
4. 两个签名 / both signatures
     ssh-keygen -Y verify -f ../signers -I ${siteKeyId} -n xpkg-site-v1 -s package.json.site.sig < package.json
     ssh-keygen -Y verify -f ../signers -I PERSON@${site} -n xpkg-release-v1 -s package.json.release.sig < package.json
5. 清单与内容 / manifest and payload
     sha256sum manifest-sha256.txt        # 与 package.json 的 manifest.hex 相同 / equals manifest.hex in package.json
     sha256sum -c manifest-sha256.txt
     sha256sum -c tagmanifest-sha256.txt
     bagit.py --validate .                # 可选 / optional
6. 数据包的身份 / identity of the package
     sha256sum package.json

签名人须与 package.json 中 released_by.key 一致，收件站点须为本站，序号须与上一包衔接。
The releasing person must be released_by.key in package.json, the recipient must be you, and seq must follow the last one.
`;
}
