package io.timecoin.block;

import java.util.Arrays;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.MerkleTree;
import io.timecoin.crypto.Sha256;

/**
 * The evidence of a block, against few validators, each once, in rising order of their places: so that a set of
 * evidence has one list. Immutable.
 */
public final class EvidenceList
{
    /** Most of one block: what is left is for the next ones. */
    public static final int MAX_SIZE = 4;
    /** Bytes of the longest. */
    public static final int MAX_LENGTH = MAX_SIZE * Evidence.LENGTH;
    /** Of a block without any. */
    public static final EvidenceList NONE = new EvidenceList(List.of());

    private final List<Evidence> entries;

    private EvidenceList(final List<Evidence> entries)
    {
        this.entries = entries;
    }

    /**
     * A list.
     *
     * @param entries in order.
     * @return of them.
     * @throws BlockException if they are too many or not in order.
     */
    public static EvidenceList of(final List<Evidence> entries)
    {
        final BlockFault fault = fault(entries);
        if (fault != BlockFault.NONE)
        {
            throw new BlockException(fault, "a block's evidence is not right: " + fault.reason());
        }
        return entries.isEmpty() ? NONE : new EvidenceList(List.copyOf(entries));
    }

    /**
     * Judges the form of bytes that a peer or a file says to be a block's evidence.
     *
     * @param buffer holds them.
     * @param offset of the first.
     * @param length number of them.
     * @return {@link BlockFault#NONE} if {@link #decode} takes them.
     */
    public static BlockFault check(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < 0 || length % Evidence.LENGTH != 0)
        {
            return BlockFault.MALFORMED;
        }
        if (length > MAX_LENGTH)
        {
            return BlockFault.TOO_MUCH_EVIDENCE;
        }
        for (int at = 0; at < length; at += Evidence.LENGTH)
        {
            final BlockFault fault = Evidence.check(buffer, offset + at, Evidence.LENGTH);
            if (fault != BlockFault.NONE)
            {
                return fault;
            }
        }
        return fault(entries(buffer, offset, length));
    }

    /**
     * Reads a list; the bytes are copied.
     *
     * @param buffer holds it.
     * @param offset of the first.
     * @param length of all.
     * @return the list.
     * @throws BlockException if {@link #check} finds a fault.
     */
    public static EvidenceList decode(final DirectBuffer buffer, final int offset, final int length)
    {
        final BlockFault fault = check(buffer, offset, length);
        if (fault != BlockFault.NONE)
        {
            throw new BlockException(fault, "a block's evidence is not right: " + fault.reason());
        }
        return length == 0 ? NONE : new EvidenceList(List.of(entries(buffer, offset, length)));
    }

    /**
     * All of it.
     *
     * @return in order, unmodifiable.
     */
    public List<Evidence> entries()
    {
        return entries;
    }

    /**
     * How many.
     *
     * @return 0 to {@link #MAX_SIZE}.
     */
    public int size()
    {
        return entries.size();
    }

    /**
     * What a header says of it: the Merkle root of the ids.
     *
     * @return 32 bytes.
     */
    public byte[] root()
    {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[entries.size() * Sha256.LENGTH]);
        for (int i = 0; i < entries.size(); i++)
        {
            ids.putBytes(i * Sha256.LENGTH, entries.get(i).id());
        }
        final byte[] root = new byte[Sha256.LENGTH];
        new MerkleTree().root(ids, 0, entries.size(), new UnsafeBuffer(root), 0);
        return root;
    }

    /**
     * Whether it is the list that a header is about.
     *
     * @param header of a block.
     * @return true if it is.
     */
    public boolean isOf(final BlockHeader header)
    {
        return entries.size() == header.evidenceCount() && Arrays.equals(root(), header.evidenceRoot());
    }

    /**
     * Length of the encoding.
     *
     * @return bytes.
     */
    public int encodedLength()
    {
        return entries.size() * Evidence.LENGTH;
    }

    /**
     * Writes whole Evidence messages, one after the other.
     *
     * @param out    receives {@link #encodedLength()} bytes.
     * @param offset of the first.
     * @return {@link #encodedLength()}.
     */
    public int encode(final MutableDirectBuffer out, final int offset)
    {
        for (int i = 0; i < entries.size(); i++)
        {
            entries.get(i).copyTo(out, offset + i * Evidence.LENGTH);
        }
        return encodedLength();
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof EvidenceList list && entries.equals(list.entries);
    }

    @Override
    public int hashCode()
    {
        return entries.hashCode();
    }

    @Override
    public String toString()
    {
        return entries.toString();
    }

    private static BlockFault fault(final List<Evidence> entries)
    {
        return entries.size() > MAX_SIZE ? BlockFault.TOO_MUCH_EVIDENCE : fault(entries.toArray(new Evidence[0]));
    }

    private static BlockFault fault(final Evidence[] entries)
    {
        for (int i = 1; i < entries.length; i++)
        {
            if (entries[i].validator() <= entries[i - 1].validator())
            {
                return BlockFault.EVIDENCE_UNORDERED;
            }
        }
        return BlockFault.NONE;
    }

    private static Evidence[] entries(final DirectBuffer buffer, final int offset, final int length)
    {
        final Evidence[] entries = new Evidence[length / Evidence.LENGTH];
        for (int i = 0; i < entries.length; i++)
        {
            entries[i] = Evidence.decode(buffer, offset + i * Evidence.LENGTH, Evidence.LENGTH);
        }
        return entries;
    }
}
