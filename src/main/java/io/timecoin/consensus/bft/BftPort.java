package io.timecoin.consensus.bft;

/**
 * What the algorithm asks of the world. Answers may come before a call returns, later, more than once, or never; time
 * goes on meanwhile. Ids are not to be written to.
 */
public interface BftPort
{
    /**
     * It is this node's turn, and a new block is needed. The answer is {@link Tendermint#onComposed}.
     *
     * @param height of the block.
     * @param round  it is for.
     */
    void compose(int height, int round);

    /**
     * Proposes a block: sign, append to the log with the locks, force, send, and hand the statement to
     * {@link Tendermint#onProposal}.
     *
     * @param height     of the block.
     * @param round      it is for.
     * @param validRound that vouches for it, or {@link Statement#FRESH}.
     * @param blockId    32 bytes.
     * @param locks      to be logged.
     */
    void propose(int height, int round, int validRound, byte[] blockId, LockState locks);

    /**
     * Votes: sign, append to the log with the locks, force, send, and hand the statement to {@link Tendermint#onVote}.
     * A block that is precommitted must be on disk by then, as the vote must: if all validators lost it at once, those
     * who locked it could agree on nothing else.
     *
     * @param height  of the block.
     * @param round   of the vote.
     * @param step    prevote or precommit.
     * @param blockId 32 bytes, or null for no block.
     * @param locks   to be logged; those of this precommit included.
     */
    void vote(int height, int round, Step step, byte[] blockId, LockState locks);

    /**
     * Obtains and judges a block; own blocks too. The answer is {@link Tendermint#onChecked}, useful until the height
     * is decided. What is unanswered is asked again in a later round and with each copy of its proposal, if it matters
     * then.
     *
     * @param height  of the block.
     * @param round   that asks.
     * @param blockId 32 bytes. With {@code isFresh} false its proposal may never have come here: a quorum has it.
     * @param isFresh true: whether this node agrees to it, which also pledges it. False: a quorum found it good, so
     *                only what all nodes judge alike counts, and while it cannot be obtained there is no answer.
     */
    void check(int height, int round, byte[] blockId, boolean isFresh);

    /**
     * The block of a height is final. Its certificate is in {@link Tendermint#precommits} until
     * {@link Tendermint#start} begins the next height (which may be called from here), unless
     * {@link Tendermint#onCommit} brought the decision.
     *
     * @param height  that is decided.
     * @param round   of the precommits.
     * @param blockId 32 bytes.
     */
    void decided(int height, int round, byte[] blockId);

    /**
     * Somebody signed two different statements for one step; told once for an author and step in a height.
     *
     * @param first  statement.
     * @param second statement.
     */
    void equivocation(Statement first, Statement second);

    /**
     * A quorum precommitted a block that is invalid by what all nodes judge alike: they or this node are broken. Told
     * once; the certificate is in {@link Tendermint#precommits}. The height stays undecided here.
     *
     * @param height  of the block.
     * @param round   of the precommits.
     * @param blockId 32 bytes.
     */
    void disputed(int height, int round, byte[] blockId);

    /**
     * Two blocks have a certificate for one height: more than a third lies. Told once.
     *
     * @param height  of both.
     * @param blockId that was decided here.
     * @param otherId the other.
     */
    void forked(int height, byte[] blockId, byte[] otherId);
}
