import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type JobState = 'queued' | 'running' | 'done' | 'failed';

/** An upload that is worked on in the background. How far it is, is in its checkpoint. */
@Entity('jobs')
@Index('jobs_unfinished', ['createdAt'], { where: `finished_at IS NULL` })
export class JobEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'jobs_pkey' })
  id!: string;

  @Column({ type: 'text' })
  state!: JobState;

  /** As the sender named it. */
  @Column({ name: 'file_name', type: 'text', nullable: true })
  fileName!: string | null;

  /** Source of the rows that name none. */
  @Column({ type: 'text', nullable: true })
  source!: string | null;

  /** Kind of file, e.g. `csv`. */
  @Column({ type: 'text' })
  format!: string;

  /** Rows in the file, once they are known. */
  @Column({ type: 'bigint', nullable: true })
  total!: string | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}
