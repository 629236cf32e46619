package io.timecoin.simulation;

import io.timecoin.transaction.TransactionView;
import org.agrona.DirectBuffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What honest validators accepted, and whether two of them ever accepted payments that exclude each other. */
final class AcceptanceLog
{
    /** The first acceptance that spent an output. */
    private record Spend(ByteBuffer txid, int validator, long timeNs)
    {
    }

    private final Map<ByteBuffer, SimulatedPayment> payments = new HashMap<>();
    private final Map<ByteBuffer, Spend> spends = new HashMap<>();
    private final Set<ByteBuffer> disputed = new HashSet<>();
    private final List<String> conflicts = new ArrayList<>();

    void expect(final SimulatedPayment payment)
    {
        payments.put(Txid.of(payment.txid()), payment);
    }

    void onCommit(
        final int validator,
        final TransactionView transaction,
        final DirectBuffer txidBuffer,
        final int txidOffset,
        final long nowNs)
    {
        final ByteBuffer txid = Txid.of(txidBuffer, txidOffset);
        for (int i = 0; i < transaction.inputCount(); i++)
        {
            final ByteBuffer outpoint = Txid.outpoint(transaction.buffer(), transaction.outpointOffset(i));
            final Spend first = spends.putIfAbsent(outpoint, new Spend(txid, validator, nowNs));
            if (first != null && !first.txid().equals(txid) && disputed.add(outpoint))
            {
                conflicts.add("validator " + first.validator() + " accepted " + name(first.txid()) + " after " +
                    first.timeNs() / 1_000_000 + " ms and validator " + validator + " accepted its rival " +
                    name(txid) + " after " + nowNs / 1_000_000 + " ms");
            }
        }
        final SimulatedPayment payment = payments.get(txid);
        if (payment != null)
        {
            payment.accepted(validator, nowNs);
        }
    }

    /** One line for each output that honest validators spent by different payments. */
    List<String> conflicts()
    {
        return conflicts;
    }

    private String name(final ByteBuffer txid)
    {
        final SimulatedPayment payment = payments.get(txid);
        return payment == null ? "an unknown payment" : payment.toString();
    }
}
