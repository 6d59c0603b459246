// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// That a log has only grown, with the SHA-256 precompile.
library ConsistencyProof {
    /// RFC 9162, section 2.1.4.2.
    function grows(uint256 first, bytes32 firstRoot, uint256 second, bytes32 secondRoot, bytes32[] calldata path) internal view returns (bool) {
        if (path.length == 0) {
            return false;
        }
        uint256 fn = first - 1;
        uint256 sn = second - 1;
        uint256 next = 0;
        while (fn & 1 == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        bytes32 fr = fn == 0 ? firstRoot : path[next++];
        bytes32 sr = fr;
        for (; next < path.length; next++) {
            if (sn == 0) {
                return false;
            }
            if (fn & 1 == 1 || fn == sn) {
                fr = node(path[next], fr);
                sr = node(path[next], sr);
                while (fn & 1 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = node(sr, path[next]);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fr == firstRoot && sr == secondRoot;
    }

    /// SHA-256(1, left, right) by the precompile at address 2, in memory that is used again.
    function node(bytes32 left, bytes32 right) private view returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 1)
            mstore(add(free, 1), left)
            mstore(add(free, 33), right)
            if iszero(staticcall(gas(), 2, free, 65, 0, 32)) {
                revert(0, 0)
            }
            hash := mload(0)
        }
    }
}
