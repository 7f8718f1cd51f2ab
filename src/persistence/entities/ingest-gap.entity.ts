import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Positions of a source that were gone before they could be read. */
@Entity('ingest_gaps')
export class IngestGapEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'ingest_gaps_pkey',
  })
  id!: string;

  @Column({ type: 'text' })
  source!: string;

  /** First lost position. */
  @Column({ name: 'from_position', type: 'bigint' })
  fromPosition!: string;

  /** First position that was there again. */
  @Column({ name: 'to_position', type: 'bigint' })
  toPosition!: string;

  @Column({ name: 'noticed_at', type: 'timestamptz', default: () => 'now()' })
  noticedAt!: Date;
}
