import styles from './skeleton.module.css';

/** Stands where rows will be, as high as they will be, so that nothing jumps. */
export function Skeleton({ rows = 6, height = 44 }: { readonly rows?: number; readonly height?: number }) {
  return (
    <div role="status" className={styles.skeleton}>
      <span className="only-heard">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row} style={{ height }} aria-hidden />
      ))}
    </div>
  );
}
