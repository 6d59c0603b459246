// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// The forms of names, as in io.tombolo.schemas.DatasetId and Origin.
library Names {
    function isLower(bytes1 c) private pure returns (bool) {
        return (c >= "a" && c <= "z") || (c >= "0" && c <= "9");
    }

    /// Labels of letters, digits and -, joined by at least one dot; none begins or ends with -.
    function isOrganisation(bytes calldata name) internal pure returns (bool) {
        bool dotted = false;
        uint256 label = 0;
        for (uint256 i = 0; i < name.length; i++) {
            bool ends = i + 1 == name.length || name[i + 1] == ".";
            if (name[i] == ".") {
                if (label == 0) {
                    return false;
                }
                dotted = true;
                label = 0;
            } else if (isLower(name[i]) || (name[i] == "-" && label > 0 && !ends)) {
                label++;
            } else {
                return false;
            }
            if (label > 63) {
                return false;
            }
        }
        return dotted && label > 0;
    }

    function isName(bytes calldata name) internal pure returns (bool) {
        for (uint256 i = 0; i < name.length; i++) {
            if (!isLower(name[i]) && (i == 0 || (name[i] != "_" && name[i] != "-"))) {
                return false;
            }
        }
        return name.length > 0 && name.length <= 128;
    }

    /// A partition of at most 9 digits, and /generation from 2 on.
    function isLog(bytes calldata log) internal pure returns (bool) {
        uint256 begin = 0;
        bool second = false;
        for (uint256 i = 0; i < log.length; i++) {
            if (log[i] == "/" && !second && i > 0) {
                second = true;
                begin = i + 1;
            } else if (log[i] < "0" || log[i] > "9" || (i > begin && log[begin] == "0") || i - begin == 9) {
                return false;
            }
        }
        return log.length > begin && !(second && log.length - begin == 1 && log[begin] < "2") && !(second && log[begin] == "0");
    }
}
