import './session.css';
import { PageHeader } from '../parts/PageHeader.tsx';
import { useSession } from '../shell/session.tsx';
import { ChangePasswordForm } from './ChangePassword.tsx';

/** A change of the own password by choice, from the name in the top bar. */
export function PasswordScreen() {
  const { person } = useSession();
  return (
    <>
      <PageHeader title="修改口令" under={`${person.name}（${person.login}）`} />
      <div className="page-body own-password">
        <ChangePasswordForm />
      </div>
    </>
  );
}
