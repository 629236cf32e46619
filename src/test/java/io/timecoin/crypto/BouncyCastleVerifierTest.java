package io.timecoin.crypto;

class BouncyCastleVerifierTest extends SignatureCriteria
{
    BouncyCastleVerifierTest()
    {
        super(new BouncyCastleVerifier());
    }
}
