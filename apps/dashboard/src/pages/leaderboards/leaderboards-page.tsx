import { useCaller } from '../../api/use-caller.js';
import { METRIC_MEANINGS, SUBJECT_NAMES } from '../../format/names.js';
import { MadeUpNote } from '../../made-up/made-up-note.js';
import { useMadeUpShare } from '../../made-up/use-made-up.js';
import { Answered } from '../../ui/answered.js';
import { Card } from '../../ui/card.js';
import { PageHeader } from '../../ui/page-header.js';
import { Skeleton } from '../../ui/skeleton.js';
import { useChoices } from '../../url/use-choices.js';
import { Board } from './board.js';
import { BOARD_CHOICES, useBoard } from './board-choices.js';
import { BoardControls } from './board-controls.js';
import { WindowSteps } from './window-steps.js';

const LEAD = 'Who used how many tokens.';
/** Below auditor only one's own number does. */
const OPENS = 'Each number opens the events that it is made of.';

export function LeaderboardsPage() {
  const [chosen, choose] = useChoices(BOARD_CHOICES);
  const board = useBoard(chosen);
  const madeUp = useMadeUpShare(chosen);
  const known = useCaller();
  return (
    <>
      <PageHeader title="Boards" lead={(known?.minGroup ?? null) === null ? `${LEAD} ${OPENS}` : LEAD} />
      <BoardControls chosen={chosen} choose={choose} />
      <MadeUpNote share={madeUp} />
      <Card
        title={SUBJECT_NAMES[chosen.subject]}
        tools={<WindowSteps board={board.isPlaceholderData ? undefined : board.data?.pages[0]} choose={choose} />}
        stale={board.isPlaceholderData}
      >
        <Answered query={board} skeleton={<Skeleton rows={10} height={52} />}>
          {({ pages }) => (
            <Board
              pages={pages}
              at={chosen.at}
              meaning={METRIC_MEANINGS[chosen.metric]}
              labelMadeUp={madeUp < 1}
              more={board.hasNextPage ? board.more : null}
              loadingMore={board.isFetchingNextPage}
            />
          )}
        </Answered>
      </Card>
    </>
  );
}
