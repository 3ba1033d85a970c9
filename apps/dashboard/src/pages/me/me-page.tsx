import type { Me } from '../../api/answers.js';
import { useAnswer } from '../../api/use-answer.js';
import { PolicyNote } from '../../policy/policy-note.js';
import { signOut, useSession } from '../../session/session.js';
import { Answered } from '../../ui/answered.js';
import { AsOfLine } from '../../ui/as-of-line.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { NothingOfYou } from '../../ui/nothing-of-you.js';
import { PageHeader } from '../../ui/page-header.js';
import { Skeleton } from '../../ui/skeleton.js';
import styles from './me.module.css';
import { MyEvents } from './my-events.js';
import { MyName } from './my-name.js';
import { MyNumbers } from './my-numbers.js';
import { MyViews } from './my-views.js';

export function MePage() {
  const me = useAnswer<Me>('/v1/me', {});
  const { token } = useSession();
  return (
    <>
      <PageHeader title="My numbers" lead="What is recorded of you, and who looked at it.">
        {token !== null && <Button onClick={signOut}>Sign out</Button>}
      </PageHeader>
      <Answered
        query={me}
        skeleton={
          <Card>
            <Skeleton rows={6} />
          </Card>
        }
      >
        {(answer) => (
          <>
            {token !== null && (
              <p className={styles.caller}>
                Signed in as <b>{answer.caller.name}</b>: {answer.caller.roles.join(', ')}
                {answer.caller.teams.length > 0 && <>; leads {answer.caller.teams.join(', ')}</>}
              </p>
            )}
            {answer.actor === null ? (
              <Card>
                <NothingOfYou signedIn={token !== null} />
              </Card>
            ) : (
              <MyNumbers actor={answer.actor} windows={answer.windows} />
            )}
            {answer.naming !== null && <MyName me={answer} naming={answer.naming} />}
            {answer.actor !== null && (
              <>
                <MyViews />
                <MyEvents events={answer.recentEvents} actor={answer.actor} />
              </>
            )}
            <Card>
              <div className={styles.foot}>
                <AsOfLine asOf={answer.asOf} />
                <PolicyNote policy={answer.policy} />
              </div>
            </Card>
          </>
        )}
      </Answered>
    </>
  );
}
