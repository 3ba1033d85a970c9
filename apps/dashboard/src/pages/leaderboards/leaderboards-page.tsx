import { Card } from '../../ui/card.js';
import { ErrorNote } from '../../ui/error-note.js';
import { PageHeader } from '../../ui/page-header.js';
import { Skeleton } from '../../ui/skeleton.js';
import { METRIC_MEANINGS, SUBJECT_NAMES } from '../../format/names.js';
import { useChoices } from '../../url/use-choices.js';
import { MadeUpNote } from '../../made-up/made-up-note.js';
import { useMadeUpShare } from '../../made-up/use-made-up.js';
import { BOARD_CHOICES, useBoard } from './board-choices.js';
import { BoardControls } from './board-controls.js';
import { Board } from './board.js';
import { WindowSteps } from './window-steps.js';

export function LeaderboardsPage() {
  const [chosen, choose] = useChoices(BOARD_CHOICES);
  const board = useBoard(chosen);
  const first = board.pages[0];
  const madeUp = useMadeUpShare(chosen);
  return (
    <>
      <PageHeader title="Boards" lead="Who used how many tokens. Each number opens the events that it is made of." />
      <BoardControls chosen={chosen} choose={choose} />
      <MadeUpNote share={madeUp} />
      <Card
        title={SUBJECT_NAMES[chosen.subject]}
        tools={<WindowSteps board={board.isPlaceholderData ? undefined : first} choose={choose} />}
        stale={board.isPlaceholderData}
      >
        {first === undefined && board.isPending && <Skeleton rows={10} height={52} />}
        {board.error !== null && <ErrorNote error={board.error} onRetry={() => void board.refetch()} />}
        {first !== undefined && board.error === null && (
          <Board
            pages={board.pages}
            at={board.isPlaceholderData ? null : chosen.at}
            meaning={METRIC_MEANINGS[first.metric]}
            more={board.hasNextPage ? board.more : null}
            loadingMore={board.isFetchingNextPage}
          />
        )}
      </Card>
    </>
  );
}
